"""The tutorial's program: a StrictRedisCluster on all six nodes sets a key and reads it back."""

import os
import sys

from rediscluster import StrictRedisCluster

DEV_STACK = [
    "192.168.56.65:7000",
    "192.168.56.65:7001",
    "192.168.56.65:7002",
    "192.168.56.66:7003",
    "192.168.56.66:7004",
    "192.168.56.66:7005",
]


def main(startup_nodes):
    cluster = StrictRedisCluster(
        startup_nodes=[cluster_node(node) for node in startup_nodes],
        password=os.environ.get("REDISCLI_AUTH"),
        decode_responses=True,
        socket_connect_timeout=5,
    )
    print("set name itheima ->", cluster.set("name", "itheima"))
    print("get name ->", cluster.get("name"))


def cluster_node(text):
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        sys.exit(f'Not HOST:PORT: "{text}"')
    return {"host": host, "port": port}


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or DEV_STACK)
    except Exception as error:
        # On Python 3 the library fails on an error reply with an AttributeError, whose context is the reply.
        reply = error.__context__ if isinstance(error, AttributeError) else None
        sys.exit(f"Cannot set name in the cluster: {reply or error}")
