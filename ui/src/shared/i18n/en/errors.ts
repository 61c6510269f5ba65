import type { ErrorTexts } from "../error-texts";

export const errors: ErrorTexts = {
  "sign-in-timed-out": {
    what: "Nobody came back from the browser in time.",
    todo: "Try again, and finish the sign-in in the browser before the time runs out.",
  },
  "device-code-expired": {
    what: "Nobody signed in with the code while it was good.",
    todo: "Get a new code, and finish on the other device before the time runs out.",
  },
  "device-code-not-offered": {
    what: "This provider offers no sign-in by a code.",
    todo: "Sign in with the browser of this computer.",
  },
  "consent-refused": {
    what: "The sign-in was turned down on the provider's page.",
    todo: "If that was a mistake, try again and agree to what the application asks for.",
  },
  "admin-consent-needed": {
    what: "An administrator has to allow this application first.",
    todo: "Ask an administrator of the tenant to grant consent to the application, then try again.",
  },
  "state-mismatch": {
    what: "The browser came back with an answer that belongs to another sign-in.",
    todo: "Close old sign-in pages in the browser and try again. Nothing was accepted.",
  },
  "redirect-without-answer": {
    what: "There is no answer to a sign-in in this address.",
    todo: "Copy the whole address of the page that the browser ended on, and paste it again.",
  },
  "redirect-of-other-sign-in": {
    what: "This address belongs to another sign-in.",
    todo: "Open the link of this sign-in again, and paste the address that it ends on.",
  },
  "redirect-invalid": {
    what: "The answer in this address cannot be trusted.",
    todo: "Open the link of this sign-in again, and paste the address that it ends on.",
  },
  "sign-in-over": {
    what: "This sign-in no longer waits for an answer.",
    todo: "Begin a new one.",
  },
  "code-expired": {
    what: "The provider says that this sign-in was used before, took too long, or was revoked.",
    todo: "Sign in again.",
  },
  network: {
    what: "The provider cannot be reached.",
    todo: "Check the network, the proxy and the VPN, then try again.",
  },
  "certificate-not-trusted": {
    what: "The certificate of whoever answers for the provider is not trusted.",
    named: (host) => `The certificate of whoever answers for ${host} is not trusted.`,
    todo: "If your network inspects connections, have its certificate authority installed, or name its file under Network, below the providers.",
  },
  "provider-busy": {
    what: "The provider is overloaded or out of order.",
    todo: "Wait a minute, then try again.",
  },
  "provider-refused": {
    what: "The provider refused.",
    todo: "The provider's code says why. Give it to the administrator if you cannot solve it.",
  },
  "provider-answer-invalid": {
    what: "The provider's answer cannot be understood.",
    todo: "Check that the address is a sign-in provider's, and that no proxy changes its answers.",
  },
  "id-token-invalid": {
    what: "The ID token failed its checks, so nobody was signed in.",
    todo: "Try again. If it goes on, tell the provider's administrator: somebody may be interfering.",
  },
  "clock-skew": {
    what: "The times in the token do not fit this computer's clock.",
    named: (time) => `The times in the token are ${time} away from this computer's clock.`,
    todo: "Set the computer's date and time (best: automatically), then try again.",
  },
  "discovery-failed": {
    what: "There is no sign-in provider at this address.",
    todo: "Check the authority or issuer for typing errors, then try again.",
  },
  "provider-invalid": {
    what: "Something in the provider's details cannot be right.",
    todo: "Correct it in the provider's settings.",
  },
  "given-up": {
    what: "You did not wait for the answer.",
    todo: "Begin again whenever you like.",
  },
  "provider-gone": {
    what: "The provider of this account is no longer connected.",
    todo: "Connect it again, then try again.",
  },
  "loopback-unavailable": {
    what: "Tessera could not open a port on this computer for the browser to come back to.",
    todo: "Check whether a firewall or security program forbids it, then try again.",
  },
  "sign-out-page-missing": {
    what: "This provider has no page to sign out in the browser. Here the account is signed out.",
    todo: "To end the session there, sign out on the provider's own pages, or close the browser.",
  },
  "browser-not-opened": {
    what: "The browser could not be started, so its session goes on. Here the account is signed out.",
    todo: "Open the address below in your browser.",
  },
  "port-taken": {
    what: "Another program has the port that the redirect address names.",
    named: (port) => `Another program has the port ${port}, which the redirect address names.`,
    todo: "End that program, or register an address without a port, then try again.",
  },
  "unknown-application": {
    what: "The provider does not know this application.",
    todo: "Check the client ID, and that the application is registered in this tenant.",
  },
  "sign-in-needed": {
    what: "This account cannot get a token without you.",
    todo: "Sign in again.",
  },
  "api-refused": {
    what: "The service refused the token.",
    todo: "Clear the access tokens and try again, or sign in again.",
  },
  "api-missing": {
    what: "This provider offers nothing to ask who the account is.",
    todo: "Open the ID token below instead: it says who signed in.",
  },
  "keyring-absent": {
    what: "No system keyring answers on this computer, but the key of the token cache is in one.",
    todo: "Start the keyring (logging out and in helps), then try again.",
  },
  "keyring-locked": {
    what: "The system keyring is locked.",
    todo: "Unlock it (the system asks for its password, mostly the one you log in with), then try again.",
  },
  "keyring-timed-out": {
    what: "The system keyring did not answer.",
    todo: "See whether it waits for your password in another window, then try again.",
  },
  "keyring-refused": {
    what: "The system keyring did not give out the key.",
    todo: "Try again and allow Tessera to read its key.",
  },
  "keyring-failed": {
    what: "The system keyring failed.",
    todo: "See that the keyring service runs (logging out and in helps), then try again.",
  },
  "passphrase-needed": {
    what: "The token cache waits for its passphrase.",
    todo: "Unlock it with the passphrase, then try again.",
  },
  "new-passphrase-needed": {
    what: "There is no system keyring here, and no passphrase has been chosen yet.",
    todo: "Choose a passphrase for the new token cache, then try again.",
  },
  "passphrase-wrong": {
    what: "This passphrase does not open the file.",
    todo: "Mind capital letters and the keyboard layout, then try again.",
  },
  "passphrase-too-short": {
    what: "The passphrase is too short.",
    named: (detail) => `The passphrase has fewer than ${detail} characters.`,
    todo: "Take a longer one: a few words more make it much harder to guess.",
  },
  "lock-held": {
    what: "Another program is using Tessera's files.",
    named: (detail) => `Another program is using Tessera's files: ${detail}.`,
    todo: "Wait until it has finished, or close it, then try again.",
  },
  "disk-full": {
    what: "The disk is full.",
    todo: "Make room on it, then try again. What was saved before is still there.",
  },
  "permission-denied": {
    what: "Tessera is not allowed to read or write its file.",
    todo: "Give yourself the rights to the file and its folder, then try again.",
  },
  "file-failed": {
    what: "Reading or writing the file failed.",
    todo: "See that its disk is there and in order, then try again.",
  },
  "file-exists": {
    what: "There is a token cache already where a new one was to begin. It was left as it is.",
    todo: "Unlock it with its own passphrase, or give it up and begin anew.",
  },
  "backup-unusable": {
    what: "The backup cannot be used.",
    todo: "Nothing was changed. The next change makes a new backup.",
  },
  "file-too-new": {
    what: "The token cache was written by a newer Tessera.",
    todo: "Update Tessera. The file was left as it is.",
  },
  "export-exists": {
    what: "There is a file of that name already. It was left as it is.",
    named: (path) => `${path} is there already. It was left as it is.`,
    todo: "Replace it, or name another file.",
  },
  "is-the-cache": {
    what: "That is the file of the token cache itself, or belongs to it.",
    todo: "Name another file.",
  },
  "folder-missing": {
    what: "There is no such folder.",
    named: (path) => `There is no folder ${path}.`,
    todo: "Name a file in a folder that is there.",
  },
  "file-missing": {
    what: "There is no such file.",
    named: (path) => `There is no file ${path}.`,
    todo: "See how it is spelled and where it is, then try again.",
  },
  "not-a-file": {
    what: "That is a folder, or another thing that is no file.",
    todo: "Name the file itself.",
  },
  "import-too-large": {
    what: "The file is larger than any token cache. Nothing was imported.",
    todo: "Name the file that was exported.",
  },
  "import-sealed": {
    what: "This is an encrypted cache of Tessera's, which only its own key opens. Nothing was imported.",
    todo: "Export it with the Tessera that opens it, and import what that writes.",
  },
  "import-redacted": {
    what: "This file was exported for support and has no tokens in it. Nothing was imported.",
    todo: "To hand accounts over, export everything.",
  },
  "import-invalid": {
    what: "This is no token cache, or it is damaged or cut short. Nothing was imported.",
    todo: "Name an export of Tessera's or the JSON of an MSAL library, or export it once more.",
  },
  "ca-file-unusable": {
    what: "The file of certificate authorities cannot be used.",
    named: (path) => `The file of certificate authorities ${path} cannot be used.`,
    todo: "Name a file in PEM that can be read, or leave the field under Network, below the providers, empty.",
  },
  "not-found": {
    what: "It is no longer in the cache; another program may have removed it.",
    todo: "The list is up to date now: choose again.",
  },
  "clipboard-unavailable": {
    what: "The clipboard is not available.",
    todo: "Try again, or show the text and copy it by hand.",
  },
  "authentication-impossible": {
    what: "Your system cannot ask you to authenticate.",
    todo: "On Linux, install Tessera from its package; on Windows, set up Windows Hello; on macOS, give yourself a password. Or take the choice back: Storage → This window.",
  },
  "authentication-agent-missing": {
    what: "Your system wants you to authenticate, but nothing in this session shows its question.",
    todo: "Start your desktop's authentication agent (polkit), then try again.",
  },
  "authentication-declined": {
    what: "You did not authenticate, so nothing was done.",
    todo: "Try again, and answer your system's question.",
  },
  "authentication-failed": {
    what: "Your system could not ask you to authenticate.",
    todo: "Try again. If it goes on, the details below say why.",
  },
  internal: {
    what: "Something went wrong in Tessera itself.",
    todo: "Try again. If it goes on, report it with the details below.",
  },
};
