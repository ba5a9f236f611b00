/**
 * The argument by which a process of a lab is found: `"redis-cluster-lab=0a1b2c3d:192.168.56.65"`
 * for what keeps a host, `"redis-cluster-lab=0a1b2c3d:switch"` for a script at work.
 */
export function marker(id: string, subject: string): string {
  return `redis-cluster-lab=${id}:${subject}`;
}
