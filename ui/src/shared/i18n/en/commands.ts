import { pluralIn } from "../plural";

const plural = pluralIn("en");

/** The palette of commands. */
export const palette = {
  title: "Commands",
  label: "Find a command, an account or a page",
  hint: "Command, account or page…",
  count: (n: number) => plural(n, { one: "# result", other: "# results" }),
  none: (query: string) => `Nothing matches “${query}”.`,
};

/** The sheet of shortcuts. */
export const shortcuts = {
  title: "Keyboard shortcuts",
  everywhere: "Everywhere",
  inList: "In the list of accounts",
  inTable: "In the table of tokens",
  or: "or",
  names: {
    Enter: "Enter",
    Escape: "Esc",
    Delete: "Del",
    shift: "Shift",
    PageDown: "Page Down",
    PageUp: "Page Up",
    Home: "Home",
    End: "End",
    " ": "Space",
  },
  window: {
    palette: "Open the commands",
    shortcuts: "Show these shortcuts",
    filter: "Filter the accounts",
    list: "Go to the list of accounts",
    undo: "Undo the last removal",
    addAccount: "Add an account",
    useAccount: "Use the account",
    getToken: "Get a token",
    whoAmI: "Ask who the account is",
    explain: "Ask why there is a token, or none",
    signInAgain: "Sign in again",
    signOut: "Sign the account out",
    providers: "Open the providers",
    storage: "Open the storage",
  },
  list: {
    next: "Next",
    previous: "Previous; from the first one to the filter",
    pageDown: "Further down",
    pageUp: "Further up",
    first: "First",
    last: "Last",
    open: "Open",
    select: "Select, or no longer",
    selectNext: "Select to the next",
    selectPrevious: "Select to the previous",
    selectAll: "Select all",
    unselect: "Select none",
    signOut: "Sign out the selected",
  },
  table: {
    next: "Next",
    previous: "Previous",
    first: "First",
    last: "Last",
    selectNext: "Select to the next",
    selectPrevious: "Select to the previous",
    selectAll: "Select all",
    unselect: "Select none",
    clear: "Clear the selected",
  },
};
