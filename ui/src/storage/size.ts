import { locale } from "../shared/i18n/index.svelte";

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size in the unit that fits, such as "12 kB"; a kilobyte is 1000 bytes. */
export function sizeInWords(bytes: number): string {
  const step = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const size = bytes / 1000 ** step;
  const unitDisplay = step === 0 ? "long" : "short";
  const maximumFractionDigits = size < 10 && step > 0 ? 1 : 0;
  return new Intl.NumberFormat(locale(), { style: "unit", unit: UNITS[step]!, unitDisplay, maximumFractionDigits }).format(size);
}
