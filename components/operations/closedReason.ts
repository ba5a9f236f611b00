/** ms for one connect; a firewall that drops packets gives no answer at all. */
const CONNECT_LIMIT = 2000;
/** SSH_OPEN_CONNECT_FAILED: the host tried, and its own connect failed. @see RFC 4254, section 5.1 */
const CONNECT_FAILED = 2;

/** The part of an SSH connection to a host by which that host connects elsewhere. */
export interface Forwarding {
  forwardOut(
    fromAddress: string,
    fromPort: number,
    toAddress: string,
    toPort: number,
    done: (error: Error | undefined, channel: { destroy(): void }) => void,
  ): unknown;
}

/**
 * Lets a host connect to a port of another one, by its sshd alone, and hang up at once. Returns why it
 * cannot: `"Connection refused"`, `"no answer in 2 s"`. Nothing when it can, or when its sshd forbids
 * forwarding, so that it cannot be tried.
 */
export function closedReason(
  host: Forwarding,
  address: string,
  port: number,
  limit = CONNECT_LIMIT,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(`no answer in ${limit / 1000} s`), limit);
    const tell = (reason: string | undefined) => {
      clearTimeout(late);
      resolve(reason);
    };
    try {
      host.forwardOut("127.0.0.1", 0, address, port, (error, channel) => {
        if (error === undefined) channel.destroy();
        tell(error === undefined ? undefined : reasonOf(error));
      });
    } catch {
      // The connection to the host itself is gone, which others see and say.
      tell(undefined);
    }
  });
}

function reasonOf(error: Error): string | undefined {
  const isClosed = "reason" in error && error.reason === CONNECT_FAILED;
  return isClosed ? error.message.replace(/^.*failure: /, "") : undefined;
}
