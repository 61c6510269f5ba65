/** A path without its middle, so that both its beginning and the file's name are seen. */
export function shortPath(path: string, longest = 44): string {
  if (path.length <= longest) return path;
  const name = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")));
  const tail = name.length > 1 && name.length < longest - 8 ? name : path.slice(-Math.floor(longest / 2));
  return `${path.slice(0, longest - tail.length - 1)}…${tail}`;
}
