/**
 * The types of host keys that can be checked, the most wanted first: in the order in which the SSH of
 * Go asks a host for them, as the official command plugin dials with that.
 */
export const HOST_KEY_TYPES = [
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-ed25519",
  "ssh-rsa",
] as const;
