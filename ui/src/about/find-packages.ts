import type { PackageView } from "../bindings/PackageView";
import { text } from "../shared/i18n/index.svelte";

/** What the registries are called, in every language. */
export const registries = { crate: "Rust", npm: "npm" } as const;

/** What a package declares, in the order and spelling of its author; a slash is an old "or". */
export function declared({ licence }: PackageView): string {
  return licence === "" ? text().about.inTheText : licence.replaceAll(/\s*\/\s*/g, " OR ");
}

/** The packages whose name or licence has every word of the query. */
export function findPackages(packages: PackageView[], query: string): PackageView[] {
  const wanted = query.toLowerCase().split(/\s+/).filter(Boolean);
  const about = (entry: PackageView) => `${entry.name} ${registries[entry.kind]} ${declared(entry)}`.toLowerCase();
  return packages.filter((entry) => wanted.every((word) => about(entry).includes(word)));
}
