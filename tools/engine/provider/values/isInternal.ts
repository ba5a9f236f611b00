/** Tells the inputs that Pulumi adds for itself: `version`, and whatever begins with two underscores. */
export function isInternal(key: string): boolean {
  return key === "version" || key.startsWith("__");
}
