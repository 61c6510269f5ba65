//! Answers and errors in English, Portuguese (Brazil) and Italian.

use std::fs;

use crate::support::{Ended, Seed, World, end};

fn run(world: &World, locale: &str, arguments: &[&str]) -> Ended {
    let ended = end(world.command().env("LC_ALL", locale).args(arguments));
    world.remember(&ended);
    ended
}

#[test]
fn answers_are_in_the_language_of_the_environment_or_the_one_that_is_asked_for() {
    let world = World::new();
    for (locale, arguments, answer) in [
        ("C", &["accounts"][..], "Nobody is signed in.\n"),
        ("it_IT.UTF-8", &["accounts"], "Nessun account connesso.\n"),
        ("pt_BR.UTF-8", &["accounts"], "Ninguém está conectado.\n"),
        ("de_DE.UTF-8", &["accounts"], "Nobody is signed in.\n"),
        ("it_IT.UTF-8", &["accounts", "--lang", "pt-BR"], "Ninguém está conectado.\n"),
        ("it_IT.UTF-8", &["--lang", "en", "accounts"], "Nobody is signed in.\n"),
    ] {
        assert_eq!(run(&world, locale, arguments).text(), answer, "{locale} {arguments:?}");
    }
    assert_eq!(run(&world, "C", &["accounts", "--lang", "de"]).code, 2);
}

#[test]
fn json_is_the_same_in_every_language_and_errors_with_it_are_english_unless_asked_otherwise() {
    let world = World::with(&Seed::two_people().json());
    for command in [&["accounts", "--json"][..], &["tokens", "--json"], &["cache", "info", "--json"]] {
        assert_eq!(run(&world, "it_IT.UTF-8", command).text(), run(&world, "C", command).text());
    }
    let said = run(&world, "it_IT.UTF-8", &["use", "nobody", "--json"]).failed(6);
    assert!(said.contains("no account is named"), "{said}");
    let said = run(&world, "C", &["use", "nobody", "--json", "--lang", "it"]).failed(6);
    assert!(said.contains("nessun account si chiama"), "{said}");
}

/// What each language says to the same commands.
#[test]
fn outcomes_and_errors_are_told_in_each_language() {
    let plain_world = World::with_plain(&Seed::two_people().json());
    let (world, cache) = (plain_world.0, plain_world.1);
    let letter = world.path("letter.txt");
    fs::write(&letter, "Dear Bo").unwrap();
    let letter = letter.to_str().unwrap();
    let plain = ["--plain", "--cache", &cache];
    let on_plain = |arguments: &[&'static str]| [arguments, &plain].concat();
    for (arguments, italian, portuguese) in [
        (on_plain(&["accounts"]), "pronto", "pronta"),
        (on_plain(&["tokens"]), "(scaduto)", "(expirado)"),
        (
            on_plain(&["clear", "--all", "--dry-run"]),
            "Verrebbe rimosso: 3 token di accesso",
            "Sairia: 3 tokens de acesso",
        ),
        (on_plain(&["cache", "info"]), "Chiave: nessuna", "Chave: nenhuma"),
        (on_plain(&["cache", "rekey"]), "né chiave né copia", "nem cópia de segurança"),
        (on_plain(&["token", "--scope", "s"]), "nessun account è in uso", "nenhuma conta está em uso"),
        (vec!["cache", "restore"], "non esiste", "não existe"),
        (vec!["cache", "import", letter], "non è una cache di token", "não é um cache de tokens"),
        (vec!["accounts", "--cache", letter], "è rimasto com'era", "ficou como estava"),
        (
            vec!["providers", "add", "openid", "--issuer", "http://id.example", "--client-id", "a"],
            "deve iniziare con https://",
            "precisa começar com https://",
        ),
        (vec!["providers", "add", "entra", "--client-id", "a"], "è un GUID", "é um GUID"),
        (vec!["sign-in"], "nessun provider è collegato", "nenhum provedor está conectado"),
    ] {
        for (locale, told) in [("it_IT.UTF-8", italian), ("pt_BR.UTF-8", portuguese)] {
            let ended = run(&world, locale, &arguments);
            assert!(format!("{}{}", ended.out, ended.err).contains(told), "{arguments:?}: {ended:?}");
        }
    }
}

#[test]
fn what_the_check_finds_is_told_in_each_language() {
    let mut cache = Seed::two_people().json();
    let tokens = cache["AccessToken"].as_object_mut().unwrap();
    tokens.values_mut().next().unwrap()["home_account_id"] = "nobody.here".into();
    let (world, cache) = World::with_plain(&cache);
    let check = ["cache", "check", "--plain", "--cache", &cache];
    let italian = run(&world, "it_IT.UTF-8", &check);
    assert!(
        italian.out.contains("Problema: AccessToken ")
            && italian.out.contains("il suo account non c'è; la voce viene rimossa."),
        "{italian:?}"
    );
    let portuguese = run(&world, "pt_BR.UTF-8", &check);
    assert!(portuguese.out.contains("a conta dela não está lá; a entrada é removida."), "{portuguese:?}");
}
