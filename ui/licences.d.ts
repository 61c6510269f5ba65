import type { Plugin } from "vite";

/** Puts `licences.json` beside the pages. */
export function licences(): Plugin;
