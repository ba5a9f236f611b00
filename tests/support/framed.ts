/** An answer as a script prints it, between its marks. @param answer whole lines */
export function framed(answer: string): string {
  return `<<redis-cluster\n${answer}redis-cluster>>\n`;
}
