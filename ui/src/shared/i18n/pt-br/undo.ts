/** The last removal, while it can be undone. */
export const undo = {
  label: "Desfazer a remoção",
  button: "Desfazer",
  dismiss: "Não desfazer",
  how: "Control Z desfaz isto por dez segundos.",
  signedOut: (who: string, what: string) => `${who}: saiu. Removido: ${what}.`,
  cleared: (who: string, what: string) => `${who}: limpo: ${what}.`,
  browserStays: "A sessão no navegador terminou e continua assim.",
  back: (what: string) => `De volta: ${what}.`,
  left: (what: string) => `Não voltou, porque já existe de novo ou a conta foi removida em outro lugar: ${what}.`,
  tooLate: "É tarde demais para desfazer.",
};
