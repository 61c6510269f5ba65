import { expect, test } from "vitest";
import { initials } from "./initials";

test.each([
  ["Adele Vance", "AV"],
  ["Maximiliane von Hohenstein", "MH"],
  ["sam@outlook.example", "S"],
  ["王小明", "王"],
  ["", "?"],
  ["🦊 Fox", "F"],
])("%s has the initials %s", (name, letters) => expect(initials(name)).toBe(letters));
