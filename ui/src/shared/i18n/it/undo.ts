/** The last removal, while it can be undone. */
export const undo = {
  label: "Annulla la rimozione",
  button: "Annulla",
  dismiss: "Non annullare",
  how: "Control Z annulla la rimozione per dieci secondi.",
  signedOut: (who: string, what: string) => `${who}: disconnesso. Rimosso: ${what}.`,
  cleared: (who: string, what: string) => `${who}: cancellato: ${what}.`,
  browserStays: "La sessione nel browser è terminata, e resta così.",
  back: (what: string) => `Ripristinato: ${what}.`,
  left: (what: string) => `Non ripristinato, perché esiste di nuovo o l'account è stato rimosso altrove: ${what}.`,
  tooLate: "È troppo tardi per annullare.",
};
