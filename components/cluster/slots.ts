/** The number of hash slots of every Redis Cluster. @see the cluster specification, "Key distribution model" */
export const SLOT_COUNT = 16384;
