import { generateSshKeyPair } from "../../tools/lab/sshKeyPair";

/** The text of a private key that logs in nowhere. */
export const PRIVATE_KEY = generateSshKeyPair().private;
