import { createContext } from "svelte";
import type { UnlistenFn } from "@tauri-apps/api/event";
import { sameAccount } from "./accounts/key";
import type { RemovalKind } from "./accounts/removal";
import type { AccountKey } from "./bindings/AccountKey";
import type { AccountView } from "./bindings/AccountView";
import type { AppView } from "./bindings/AppView";
import type { ErrorView } from "./bindings/ErrorView";
import type { LeftView } from "./bindings/LeftView";
import type { Preferences } from "./bindings/Preferences";
import type { ProviderInput } from "./bindings/ProviderInput";
import type { SearchView } from "./bindings/SearchView";
import type { SignInView } from "./bindings/SignInView";
import type { SignInWay } from "./bindings/SignInWay";
import type { TokenView } from "./bindings/TokenView";
import type { UndoView } from "./bindings/UndoView";
import { asError, ipc, onChanged, onOpenAccount, onSignIn } from "./ipc";
import { afterPaint } from "./shared/after-paint";
import { Attempt, wasGivenUp } from "./shared/attempt";
import { language, setLanguage, text } from "./shared/i18n/index.svelte";
import { whatCameBack } from "./undo/words";

/** What the right side shows. */
export type Place = "account" | "sign-in" | "providers" | "storage" | "activity";

/** What can be done to the account on the right. */
export type AccountAction = "use" | "get-token" | "who-am-i" | "explain" | "sign-in" | RemovalKind;

/** A sign-in that the person asked for. */
export interface WantedSignIn {
  provider: string;
  way: SignInWay;
  loginHint: string | null;
}

/** The longest wait that a timer of the browser can keep. */
const LONGEST_TIMER = 2 ** 31 - 1;
/** How many commands are remembered. */
const RECENT = 8;
const FINISHED = ["done", "cancelled", "failed"];

/** What the window knows of the core, and what the person is looking at. */
export class Session {
  view = $state.raw<AppView | null>(null);
  /** Why the core could not answer at all. */
  error = $state.raw<ErrorView | null>(null);
  place = $state<Place>("account");
  /** The part of an account's page that is open, by the page's name for it. */
  part = $state("");
  /** The provider that the providers' page opens for editing. */
  editing = $state.raw<ProviderInput | null>(null);
  /** Where there is room for one side only: whether it is the right one. */
  detailInFront = $state(false);
  /** The tokens of the account on the right; none while they are not known yet. */
  tokens = $state.raw<TokenView[] | null>(null);
  tokensError = $state.raw<ErrorView | null>(null);
  /** What went wrong with something that has no place of its own to say so. */
  failure = $state.raw<ErrorView | null>(null);
  /** The sentence for the line at the bottom and for screen readers. */
  announcement = $state("");
  /** What the account's page is to do next. */
  asked = $state.raw<AccountAction | null>(null);
  /** What lies over the window. */
  dialog = $state<"palette" | "shortcuts" | "about" | null>(null);
  recentCommands = $state.raw<string[]>([]);
  /** What the accounts can be found by, while somebody searches. */
  search = $state.raw<SearchView | null>(null);
  #searching = false;
  /** The removal that is being undone, and what to give that up by. */
  undoing = $state.raw<{ undo: UndoView; attempt: Attempt } | null>(null);
  /** Counts how often the filter was asked for. */
  filterWanted = $state(0);
  #chosen = $state.raw<AccountKey | null>(null);
  #loading: Promise<void> | null = null;
  #loadAgain = false;
  #signInEvents = 0;
  /** What the sign-in under way was begun with. */
  #begun: WantedSignIn | null = null;
  /** The sign-in that was asked for while another waits: it takes that one's place if the person says so. */
  wanted = $state.raw<WantedSignIn | null>(null);
  #stateTimer: ReturnType<typeof setTimeout> | undefined;

  get accounts(): AccountView[] {
    return this.view?.accounts ?? [];
  }

  /** The account on the right: the chosen one, else the one in use, else the first. */
  get account(): AccountView | null {
    return this.#find(this.#chosen) ?? this.#find(this.view?.current) ?? this.accounts[0] ?? null;
  }

  #find(key: AccountKey | null | undefined): AccountView | undefined {
    return this.accounts.find((account) => sameAccount(account.key, key));
  }

  /** The removal that can be undone, or is being undone. */
  get undoable(): UndoView | null {
    return this.undoing?.undo ?? this.view?.undo ?? null;
  }

  get signIn(): SignInView | null {
    return this.view?.signIn ?? null;
  }

  /** Begins to follow the core, once what is known of it already is painted; answers with what ends it. */
  start(): () => void {
    let following = true;
    let listening: Promise<UnlistenFn>[] = [];
    const follow = () => {
      if (!following) return;
      listening = [
        onChanged(() => void this.refresh()),
        onSignIn((signIn) => void this.#signInMoved(signIn)),
        onOpenAccount((account) => void this.choose(account)),
      ];
      void this.refresh();
    };
    if (this.view === null) follow();
    else afterPaint(follow);
    return () => {
      following = false;
      clearTimeout(this.#stateTimer);
      for (const each of listening) void each.then((stop) => stop());
    };
  }

  /** Asks the core for everything; asking during an answer asks once more after it, and waits for that. */
  refresh(): Promise<void> {
    this.#loadAgain = true;
    this.#loading ??= this.#loadWhileAsked();
    return this.#loading;
  }

  async #loadWhileAsked(): Promise<void> {
    while (this.#loadAgain) {
      this.#loadAgain = false;
      await this.#load();
    }
    this.#loading = null;
  }

  async #load(): Promise<void> {
    const events = this.#signInEvents;
    try {
      const view = await ipc.appView();
      const spoken = language();
      await setLanguage(view.preferences.language);
      const before = this.signIn;
      // What was said in another language is over.
      if (language() !== spoken) this.announce("");
      if (this.view === null) this.#openWhereLeft(view.left);
      this.view = events === this.#signInEvents ? view : { ...view, signIn: before };
      this.error = null;
      if (this.signIn === null && this.place === "sign-in") this.place = "account";
      if (this.signIn !== null && before === null) this.place = "sign-in";
      this.#expectNextState();
    } catch (error) {
      this.error = asError(error);
    }
    await this.loadTokens();
    if (this.#searching) await this.#loadSearch();
  }

  /** What was looked at when the window was closed. An account that is gone since leads to the one in use. */
  #openWhereLeft({ account, part }: LeftView): void {
    this.#chosen = account;
    this.part = part ?? "";
  }

  /** Opens a part of the account's page, and of those that are opened next. */
  openPart(part: string): void {
    this.part = part;
    this.#noteWhereLeft();
  }

  #noteWhereLeft(): void {
    void ipc.lookAt({ account: this.#chosen, part: this.part || null }).catch(() => undefined);
  }

  /** An access token that runs out changes its account's state without any event. */
  #expectNextState(): void {
    clearTimeout(this.#stateTimer);
    const now = Date.now();
    const ends = this.accounts.flatMap((a) => (a.readyUntil === null ? [] : [a.readyUntil * 1000]));
    const next = Math.min(...ends.filter((end) => end > now));
    if (next === Infinity) return;
    // It is ready for the whole of that second.
    const wait = Math.min(next - now + 1500, LONGEST_TIMER);
    this.#stateTimer = setTimeout(() => void this.refresh(), wait);
  }

  async loadTokens(): Promise<void> {
    const key = this.account?.key ?? null;
    if (key === null || this.view?.storage.state !== "ready") {
      this.tokens = null;
      return;
    }
    try {
      const tokens = await ipc.tokens(key);
      if (!sameAccount(this.account?.key, key)) return;
      this.tokens = tokens;
      this.tokensError = null;
    } catch (error) {
      if (sameAccount(this.account?.key, key)) this.tokensError = asError(error);
    }
  }

  /** Shows an account on the right. */
  async choose(key: AccountKey): Promise<void> {
    this.place = "account";
    this.detailInFront = true;
    if (sameAccount(this.account?.key, key)) return;
    this.#chosen = key;
    this.#noteWhereLeft();
    this.tokens = null;
    this.tokensError = null;
    await this.loadTokens();
  }

  show(place: Place): void {
    this.editing = null;
    this.place = place;
    this.detailInFront = true;
  }

  /** Opens a provider's form. */
  edit(provider: ProviderInput): void {
    this.show("providers");
    this.editing = provider;
  }

  isCurrent(account: AccountView): boolean {
    return sameAccount(account.key, this.view?.current);
  }

  /** Has something done to the account on the right, where one sees what comes of it. */
  ask(action: AccountAction): void {
    this.place = "account";
    this.detailInFront = true;
    this.asked = action;
  }

  /** Notes which commands were used last. Kept while the program runs only: they tell who is signed in. */
  remember(command: string): void {
    this.recentCommands = [command, ...this.recentCommands.filter((each) => each !== command)].slice(0, RECENT);
  }

  /** Has ready what a query may find; nothing is fetched before one types. */
  searchFor(query: string): void {
    const began = query !== "" && !this.#searching;
    this.#searching = query !== "";
    if (began) void this.#loadSearch();
  }

  async #loadSearch(): Promise<void> {
    try {
      this.search = await ipc.search();
    } catch (error) {
      this.failure = asError(error);
    }
  }

  /** Leads to the filter of the list. */
  focusFilter(): void {
    this.detailInFront = false;
    this.filterWanted += 1;
  }

  /** Chooses about the window; what is not named stays. */
  async prefer(change: Partial<Preferences>): Promise<void> {
    if (!this.view) return;
    const preferences = { ...this.view.preferences, ...change };
    // At once: the next choice builds on this one, however soon it comes.
    this.view = { ...this.view, preferences };
    this.failure = null;
    try {
      await ipc.setPreferences(preferences);
    } catch (error) {
      this.failure = asError(error);
    }
    await this.refresh();
  }

  announce(sentence: string): void {
    this.announcement = sentence;
  }

  /** Brings back what the last removal took. */
  async undo(): Promise<void> {
    const undo = this.view?.undo;
    if (!undo || this.undoing) return;
    const attempt = new Attempt();
    this.undoing = { undo, attempt };
    try {
      this.announce(whatCameBack(await ipc.undo(undo.id, attempt.id)));
    } catch (error) {
      if (!wasGivenUp(error)) this.failure = asError(error);
    }
    await this.refresh();
    this.undoing = null;
  }

  providerName(id: string | null): string {
    return this.view?.providers.find((provider) => provider.id === id)?.name ?? "";
  }

  /** Begins a sign-in and shows it; while another waits, the person is asked which is to go on. */
  async beginSignIn(provider: string, loginHint: string | null = null, way: SignInWay = "browser"): Promise<void> {
    const wanted: WantedSignIn = { provider, way, loginHint };
    if (this.signIn === null || FINISHED.includes(this.signIn.stage)) return await this.startSignIn(wanted);
    const same = this.#begun?.provider === provider && this.#begun.loginHint === loginHint && this.signIn.way === way;
    this.wanted = same ? null : wanted;
    this.show("sign-in");
  }

  /** Begins a sign-in in the place of any other. */
  async startSignIn(wanted: WantedSignIn): Promise<void> {
    this.failure = null;
    this.wanted = null;
    try {
      const events = this.#signInEvents;
      const signIn = await ipc.beginSignIn(wanted.provider, wanted.way, wanted.loginHint);
      this.#begun = wanted;
      if (events === this.#signInEvents) this.#showSignIn(signIn);
      if (this.signIn !== null) this.show("sign-in");
    } catch (error) {
      this.failure = asError(error);
    }
  }

  /** Begins the sign-in once more, for the same person. */
  async retrySignIn({ providerId, way }: SignInView, otherWay: SignInWay = way): Promise<void> {
    await this.startSignIn({ provider: providerId, way: otherWay, loginHint: this.#begun?.loginHint ?? null });
  }

  async closeSignIn(id: number): Promise<void> {
    await ipc.closeSignIn(id);
    if (this.signIn?.id === id) this.#showSignIn(null);
    this.wanted = null;
    if (this.place === "sign-in") this.place = "account";
  }

  #showSignIn(signIn: SignInView | null): void {
    if (this.view) this.view = { ...this.view, signIn };
  }

  async #signInMoved(signIn: SignInView): Promise<void> {
    this.#signInEvents += 1;
    const watching = this.place === "sign-in";
    this.#showSignIn(signIn);
    if (!FINISHED.includes(signIn.stage) || signIn.stage === "failed") return;
    await this.closeSignIn(signIn.id).catch(() => undefined);
    if (signIn.stage === "cancelled") this.announce(text().signIn.cancelled);
    await this.refresh();
    if (signIn.account === null) return;
    // Whoever has turned to something else meanwhile, such as a form, is not taken away from it.
    if (watching) await this.choose(signIn.account);
    this.announce(text().result.signedIn(this.#find(signIn.account)?.name ?? ""));
  }
}

/** Hands the session down to every component of the window. */
export const [useSession, provideSession] = createContext<Session>();
