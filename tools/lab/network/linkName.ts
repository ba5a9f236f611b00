/** Names the machine's link to the lab `id`: `"lab-0a1b2c3d"`; the kernel allows 15 characters. */
export function linkName(id: string): string {
  return `lab-${id}`;
}
