import type { ErrorTexts } from "../error-texts";

export const errors: ErrorTexts = {
  "sign-in-timed-out": {
    what: "Nessuno è tornato dal browser in tempo.",
    todo: "Riprova e completa l'accesso nel browser prima che il tempo finisca.",
  },
  "device-code-expired": {
    what: "Nessuno ha effettuato l'accesso con il codice finché era valido.",
    todo: "Ottieni un nuovo codice e completa sull'altro dispositivo prima che il tempo finisca.",
  },
  "device-code-not-offered": {
    what: "Questo provider non offre l'accesso con un codice.",
    todo: "Accedi con il browser di questo computer.",
  },
  "consent-refused": {
    what: "L'accesso è stato rifiutato sulla pagina del provider.",
    todo: "Se è stato un errore, riprova e accetta ciò che l'applicazione richiede.",
  },
  "admin-consent-needed": {
    what: "Un amministratore deve prima autorizzare questa applicazione.",
    todo: "Chiedi a un amministratore del tenant di dare il consenso all'applicazione, poi riprova.",
  },
  "state-mismatch": {
    what: "Il browser è tornato con una risposta che appartiene a un altro accesso.",
    todo: "Chiudi le vecchie pagine di accesso nel browser e riprova. Non è stato accettato nulla.",
  },
  "redirect-without-answer": {
    what: "In questo indirizzo non c'è la risposta a un accesso.",
    todo: "Copia l'indirizzo completo della pagina a cui è arrivato il browser e incollalo di nuovo.",
  },
  "redirect-of-other-sign-in": {
    what: "Questo indirizzo appartiene a un altro accesso.",
    todo: "Apri di nuovo il link di questo accesso e incolla l'indirizzo a cui arriva.",
  },
  "redirect-invalid": {
    what: "La risposta in questo indirizzo non è attendibile.",
    todo: "Apri di nuovo il link di questo accesso e incolla l'indirizzo a cui arriva.",
  },
  "sign-in-over": {
    what: "Questo accesso non attende più una risposta.",
    todo: "Iniziane uno nuovo.",
  },
  "code-expired": {
    what: "Il provider dice che questo accesso è già stato usato, è durato troppo o è stato revocato.",
    todo: "Accedi di nuovo.",
  },
  network: {
    what: "Il provider non è raggiungibile.",
    todo: "Controlla la rete, il proxy e la VPN, poi riprova.",
  },
  "certificate-not-trusted": {
    what: "Il certificato di chi risponde per il provider non è attendibile.",
    named: (host) => `Il certificato di chi risponde per ${host} non è attendibile.`,
    todo: "Se la tua rete ispeziona le connessioni, fai installare la sua autorità di certificazione, o indica il suo file in Rete, sotto i provider.",
  },
  "provider-busy": {
    what: "Il provider è sovraccarico o fuori servizio.",
    todo: "Aspetta un minuto, poi riprova.",
  },
  "provider-refused": {
    what: "Il provider ha rifiutato.",
    todo: "Il codice del provider dice perché. Comunicalo all'amministratore se non riesci a risolvere.",
  },
  "provider-answer-invalid": {
    what: "La risposta del provider non è comprensibile.",
    todo: "Controlla che l'indirizzo sia quello di un provider di accesso e che nessun proxy ne modifichi le risposte.",
  },
  "id-token-invalid": {
    what: "Il token ID non ha superato i controlli, quindi nessuno ha effettuato l'accesso.",
    todo: "Riprova. Se continua, avvisa l'amministratore del provider: qualcuno potrebbe interferire.",
  },
  "clock-skew": {
    what: "Gli orari nel token non corrispondono all'orologio di questo computer.",
    named: (time) => `Gli orari nel token differiscono di ${time} dall'orologio di questo computer.`,
    todo: "Imposta data e ora del computer (meglio se in automatico), poi riprova.",
  },
  "discovery-failed": {
    what: "A questo indirizzo non c'è un provider di accesso.",
    todo: "Controlla che l'autorità o l'emittente non contenga errori di battitura, poi riprova.",
  },
  "provider-invalid": {
    what: "Qualcosa nei dati del provider non può essere giusto.",
    todo: "Correggilo nelle impostazioni del provider.",
  },
  "given-up": {
    what: "Non hai aspettato la risposta.",
    todo: "Ricomincia quando vuoi.",
  },
  "provider-gone": {
    what: "Il provider di questo account non è più collegato.",
    todo: "Collegalo di nuovo, poi riprova.",
  },
  "loopback-unavailable": {
    what: "Tessera non è riuscita ad aprire una porta su questo computer per il ritorno del browser.",
    todo: "Controlla se un firewall o un programma di sicurezza lo impedisce, poi riprova.",
  },
  "sign-out-page-missing": {
    what: "Questo provider non ha una pagina per disconnettersi nel browser. Qui l'account è già disconnesso.",
    todo: "Per terminare la sessione lì, disconnettiti dalle pagine del provider o chiudi il browser.",
  },
  "browser-not-opened": {
    what: "Non è stato possibile avviare il browser, quindi la sua sessione continua. Qui l'account è già disconnesso.",
    todo: "Apri nel browser l'indirizzo qui sotto.",
  },
  "port-taken": {
    what: "Un altro programma occupa la porta indicata dall'indirizzo di reindirizzamento.",
    named: (port) => `Un altro programma occupa la porta ${port}, indicata dall'indirizzo di reindirizzamento.`,
    todo: "Chiudi quel programma o registra un indirizzo senza porta, poi riprova.",
  },
  "unknown-application": {
    what: "Il provider non conosce questa applicazione.",
    todo: "Controlla l'ID client e che l'applicazione sia registrata in questo tenant.",
  },
  "sign-in-needed": {
    what: "Questo account non può ottenere un token senza di te.",
    todo: "Accedi di nuovo.",
  },
  "api-refused": {
    what: "Il servizio ha rifiutato il token.",
    todo: "Cancella i token di accesso e riprova, oppure accedi di nuovo.",
  },
  "api-missing": {
    what: "Questo provider non offre modo di chiedere chi è l'account.",
    todo: "Apri invece il token ID qui sotto: dice chi ha effettuato l'accesso.",
  },
  "keyring-absent": {
    what: "Su questo computer non risponde nessun portachiavi di sistema, ma la chiave della cache dei token è in uno.",
    todo: "Avvia il portachiavi (uscire e rientrare nella sessione aiuta), poi riprova.",
  },
  "keyring-locked": {
    what: "Il portachiavi di sistema è bloccato.",
    todo: "Sbloccalo (il sistema ne chiede la password, di solito quella con cui accedi al computer), poi riprova.",
  },
  "keyring-timed-out": {
    what: "Il portachiavi di sistema non ha risposto.",
    todo: "Guarda se aspetta la tua password in un'altra finestra, poi riprova.",
  },
  "keyring-refused": {
    what: "Il portachiavi di sistema non ha consegnato la chiave.",
    todo: "Riprova e consenti a Tessera di leggere la sua chiave.",
  },
  "keyring-failed": {
    what: "Il portachiavi di sistema non ha funzionato.",
    todo: "Controlla che il servizio del portachiavi sia attivo (uscire e rientrare nella sessione aiuta), poi riprova.",
  },
  "passphrase-needed": {
    what: "La cache dei token aspetta la sua passphrase.",
    todo: "Sbloccala con la passphrase, poi riprova.",
  },
  "new-passphrase-needed": {
    what: "Qui non c'è un portachiavi di sistema e non è ancora stata scelta una passphrase.",
    todo: "Scegli una passphrase per la nuova cache dei token, poi riprova.",
  },
  "passphrase-wrong": {
    what: "Questa passphrase non apre il file.",
    todo: "Attenzione alle maiuscole e al layout della tastiera, poi riprova.",
  },
  "passphrase-too-short": {
    what: "La passphrase è troppo corta.",
    named: (detail) => `La passphrase ha meno di ${detail} caratteri.`,
    todo: "Scegline una più lunga: qualche parola in più la rende molto più difficile da indovinare.",
  },
  "lock-held": {
    what: "Un altro programma sta usando i file di Tessera.",
    named: (detail) => `Un altro programma sta usando i file di Tessera: ${detail}.`,
    todo: "Aspetta che finisca, oppure chiudilo, poi riprova.",
  },
  "disk-full": {
    what: "Il disco è pieno.",
    todo: "Libera spazio, poi riprova. Ciò che era già salvato è ancora lì.",
  },
  "permission-denied": {
    what: "Tessera non ha il permesso di leggere o scrivere il suo file.",
    todo: "Assegnati i permessi sul file e sulla sua cartella, poi riprova.",
  },
  "file-failed": {
    what: "La lettura o la scrittura del file non è riuscita.",
    todo: "Controlla che il suo disco sia presente e in ordine, poi riprova.",
  },
  "file-exists": {
    what: "C'è già una cache dei token dove doveva iniziarne una nuova. È rimasta com'era.",
    todo: "Sbloccala con la sua passphrase, oppure rinunciaci e ricomincia da capo.",
  },
  "backup-unusable": {
    what: "La copia di sicurezza non può essere usata.",
    todo: "Nulla è stato modificato. La prossima modifica ne crea una nuova.",
  },
  "file-too-new": {
    what: "La cache dei token è stata scritta da una versione più recente di Tessera.",
    todo: "Aggiorna Tessera. Il file è rimasto com'era.",
  },
  "export-exists": {
    what: "C'è già un file con questo nome. È rimasto com'era.",
    named: (path) => `${path} esiste già. È rimasto com'era.`,
    todo: "Sostituiscilo o indica un altro file.",
  },
  "is-the-cache": {
    what: "È il file stesso della cache dei token, o gli appartiene.",
    todo: "Indica un altro file.",
  },
  "folder-missing": {
    what: "Questa cartella non esiste.",
    named: (path) => `La cartella ${path} non esiste.`,
    todo: "Indica un file in una cartella che esiste.",
  },
  "file-missing": {
    what: "Questo file non esiste.",
    named: (path) => `Il file ${path} non esiste.`,
    todo: "Controlla come si scrive e dove si trova, poi riprova.",
  },
  "not-a-file": {
    what: "È una cartella, o un'altra cosa che non è un file.",
    todo: "Indica il file stesso.",
  },
  "import-too-large": {
    what: "Il file è più grande di qualsiasi cache dei token. Non è stato importato nulla.",
    todo: "Indica il file che è stato esportato.",
  },
  "import-sealed": {
    what: "È una cache cifrata di Tessera, che solo la sua chiave apre. Non è stato importato nulla.",
    todo: "Esportala con la Tessera che la apre, e importa ciò che scrive.",
  },
  "import-redacted": {
    what: "Questo file è stato esportato per l'assistenza e non contiene token. Non è stato importato nulla.",
    todo: "Per passare degli account, esporta tutto.",
  },
  "import-invalid": {
    what: "Non è una cache dei token, oppure è danneggiata o troncata. Non è stato importato nulla.",
    todo: "Indica un'esportazione di Tessera o il JSON di una libreria MSAL, oppure esporta di nuovo.",
  },
  "ca-file-unusable": {
    what: "Il file delle autorità di certificazione non può essere usato.",
    named: (path) => `Il file delle autorità di certificazione ${path} non può essere usato.`,
    todo: "Indica un file PEM leggibile, o lascia vuoto il campo in Rete, sotto i provider.",
  },
  "not-found": {
    what: "Non è più nella cache; un altro programma potrebbe averlo rimosso.",
    todo: "L'elenco ora è aggiornato: scegli di nuovo.",
  },
  "clipboard-unavailable": {
    what: "Gli appunti non sono disponibili.",
    todo: "Riprova, oppure mostra il testo e copialo a mano.",
  },
  "authentication-impossible": {
    what: "Il sistema non può chiederti di autenticarti.",
    todo: "Su Linux, installa Tessera dal suo pacchetto; su Windows, configura Windows Hello; su macOS, imposta una password. Oppure annulla la scelta: Archiviazione → Questa finestra.",
  },
  "authentication-agent-missing": {
    what: "Il sistema vuole che ti autentichi, ma in questa sessione niente mostra la sua domanda.",
    todo: "Avvia l'agente di autenticazione del desktop (polkit), poi riprova.",
  },
  "authentication-declined": {
    what: "L'autenticazione non è avvenuta, quindi non è stato fatto nulla.",
    todo: "Riprova e rispondi alla domanda del sistema.",
  },
  "authentication-failed": {
    what: "Il sistema non è riuscito a chiederti di autenticarti.",
    todo: "Riprova. Se continua, i dettagli qui sotto dicono perché.",
  },
  internal: {
    what: "Qualcosa è andato storto in Tessera stessa.",
    todo: "Riprova. Se continua, segnalalo con i dettagli qui sotto.",
  },
};
