import type { Messages } from "../en";

/** Con che cosa è stato chiesto un token, e che cosa ne è venuto. */
export const scopes: Messages["scopes"] = {
  title: "Chiesto e concesso",
  unknown: "Non si sa che cosa sia stato chiesto: questo token lo ha ottenuto un altro programma, o un Tessera più vecchio. Gli ambiti qui sopra sono quelli concessi.",
  granted: "Concesso",
  grantedMeans: "Chiesto e concesso.",
  everything: "È stato chiesto tutto ciò per cui l'applicazione è registrata (“.default”).",
  refused: "Non concesso",
  refusedMeans: "Chiesto, ma tralasciato dal provider: il servizio rifiuta ciò che lo richiede.",
  beyond: "In più",
  beyondMeans: "Concesso senza essere chiesto, di solito perché il consenso c'era già.",
  unlisted: "Per l'accesso",
  unlistedMeans: "Chiedono chi sei e il rinnovo. I provider li elencano di rado, concessi o no.",
};
