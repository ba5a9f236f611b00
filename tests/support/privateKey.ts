import { utils } from "ssh2";

/** The text of a private key that logs in nowhere. */
export const PRIVATE_KEY = utils.generateKeyPairSync("ed25519").private;
