/** What a token was asked for with, and what came of it. */
export const scopes = {
  title: "Asked for and granted",
  unknown: "What was asked for is not known: another program got this token, or an older Tessera. The scopes above are what was granted.",
  granted: "Granted",
  grantedMeans: "Asked for, and granted.",
  everything: "Everything was asked for that the application is registered for (“.default”).",
  refused: "Not granted",
  refusedMeans: "Asked for, but left out by the provider: the service refuses what needs it.",
  beyond: "Besides",
  beyondMeans: "Granted without being asked for, mostly because it was consented to before.",
  unlisted: "For the sign-in",
  unlistedMeans: "Ask who you are and for renewal. Providers seldom list them, granted or not.",
};
