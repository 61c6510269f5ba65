/** The last removal, while it can be undone. */
export const undo = {
  label: "Undo the removal",
  button: "Undo",
  dismiss: "Do not undo",
  how: "Control Z undoes this for ten seconds.",
  signedOut: (who: string, what: string) => `${who}: signed out. Gone: ${what}.`,
  cleared: (who: string, what: string) => `${who}: cleared ${what}.`,
  browserStays: "The session in the browser has ended, and stays so.",
  back: (what: string) => `Brought back: ${what}.`,
  left: (what: string) => `Not brought back, because it is there anew or its account was removed elsewhere: ${what}.`,
  tooLate: "It is too late to undo that.",
};
