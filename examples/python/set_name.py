"""Sets a key and reads it back. One start-up node that answers is enough."""

import os
import sys

from redis.cluster import ClusterNode, RedisCluster
from redis.exceptions import RedisClusterException, RedisError

DEV_STACK = [
    "192.168.56.65:7000",
    "192.168.56.65:7001",
    "192.168.56.65:7002",
    "192.168.56.66:7003",
    "192.168.56.66:7004",
    "192.168.56.66:7005",
]


def main(startup_nodes):
    cluster = RedisCluster(
        startup_nodes=[cluster_node(node) for node in startup_nodes],
        password=os.environ.get("REDISCLI_AUTH"),
        # Redis 5 does not support protocol 3, the default.
        protocol=2,
        decode_responses=True,
        socket_connect_timeout=5,
    )
    with cluster:
        print("set name tom ->", cluster.set("name", "tom"))
        print("get name ->", cluster.get("name"))
        server = cluster.get_node_from_key("name")
        print(f"name is in slot {cluster.keyslot('name')}, which {server.name} serves")


def cluster_node(text):
    host, _, port = text.rpartition(":")
    if not host or not port.isdigit():
        sys.exit(f'Not HOST:PORT: "{text}"')
    return ClusterNode(host, int(port))


if __name__ == "__main__":
    try:
        main(sys.argv[1:] or DEV_STACK)
    except (RedisError, RedisClusterException) as error:
        sys.exit(f"Cannot set name in the cluster: {error}")
