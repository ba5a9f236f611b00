/** The texts of components/host/scripts/ that tell the reader what to do. There `$name` and `$(..)` are other text. */
export const SCRIPT_CURES = {
  chooseDirectoryOrLetWrite: "Choose another directory, or let the login user write there",
  freeSpaceOrMount: "Free some space, mount it writable, or choose another directory",
  freeSpace: "Free some space, or choose another directory",
  installServer:
    "Install it (Debian: apt-get install redis-server), or set serverCommand to its path",
  installClient: "Install it (Debian: apt-get install redis-tools)",
  installFlock: "Install it (Debian: apt-get install util-linux)",
  letWrite: "Let it write there, or choose another directory",
  letWriteOrFreeSpace:
    "Let the login user write there, free some space, or choose another directory",
  lowerMaxmemory: "Lower maxmemory, or put fewer nodes on this host",
  reachEveryHost: "Make every host reachable, then try again",
  makeRoomInTmp: "Make room in /tmp",
  makeRoomThere: "Make room there",
  raiseBacklog: "Raise it",
  raiseOpenFiles: "Raise nofile to $(($2 + 32))",
  installScriptAgain: "Remove what is left of it and run pulumi up",
  restoreDirectory: "Restore $data_dir",
  restoreAddress:
    "Restore that address, choose another directory, or move $data_dir aside if you do not need its data",
  restoreNodesConf: "Restore that file, or move $data_dir aside if you do not need its data",
  setOvercommit: "Set it to 1",
  setHugePages: "Set them to madvise",
  changeUser:
    "Set the SSH user back to $owner. To change it: destroy as $owner, give the directory to $login, up as $login",
  restoreLogin: "Set the SSH user back to $owner",
  restoreProgram: "Set serverCommand back to the path of $served",
  stopProcess: "Stop that process, or choose another port",
  waitForRun: "Wait until it has ended, then try again",
  waitForNodeRun: "Wait until that has ended, then try again",
} as const;
