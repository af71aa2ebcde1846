"""
moto's server on loopback, with state machines that are carried out, and functions that really run: each
invocation is a process of the given Node with the code and the variables that were deployed. Prints its
address; ends when its standard input does.
"""

import io
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import zipfile

import moto.awslambda.models as lambdas
import moto.core.config as config
import moto.stepfunctions.models as machines
from moto.server import ThreadedMotoServer
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

node, worker, modules = sys.argv[1:4]
config.default_user_config["stepfunctions"] = {"execute_state_machine": True}
# moto's CloudFormation makes state machines where moto does not carry them out.
machines.stepfunctions_backends = stepfunctions_parser_backends

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
address = f"http://{host}:{port}"
# Not a line for each request.
logging.getLogger("werkzeug").setLevel(logging.ERROR)
# State machines call functions and buckets of the same server.
os.environ["MOTO_PORT"] = str(port)

folder = tempfile.TemporaryDirectory(prefix="moto-functions-")
unpacked = {}
unpacking = threading.Lock()


def folder_of(function):
    """Where the code is that was deployed."""
    # Chunks begin at the same moment.
    with unpacking:
        if function.code_sha_256 not in unpacked:
            path = os.path.join(folder.name, str(len(unpacked)))
            zipfile.ZipFile(io.BytesIO(function.code_bytes)).extractall(path)
            unpacked[function.code_sha_256] = path
        return unpacked[function.code_sha_256]


def invoke(function, event=None):
    module, _ = function.handler.rsplit(".", 1)
    environment = {
        "AWS_ENDPOINT_URL": address,
        "AWS_REGION": function.region,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "NODE_PATH": modules,
        **function.environment_vars,
    }
    words = [node, worker, os.path.join(folder_of(function), f"{module}.js")]
    words.append(str(int(function.timeout) * 1000))
    ended = subprocess.run(
        words, input=json.dumps(event).encode(), env=environment, capture_output=True
    )
    sys.stderr.write(ended.stderr.decode())
    # What it logs comes first, and its result last.
    *_, last = ended.stdout.decode().strip().split("\n")
    answer = json.loads(last)
    if "result" in answer:
        return json.dumps(answer["result"]), False, ended.stdout.decode()
    error = {"errorType": answer["error"]["name"], "errorMessage": answer["error"]["message"]}
    return json.dumps(error), True, ended.stdout.decode()


lambdas.LambdaFunction._invoke_lambda = invoke

print(json.dumps({"url": address}), flush=True)
sys.stdin.read()
folder.cleanup()
# Threads of state machines that are not done would keep it going.
os._exit(0)
