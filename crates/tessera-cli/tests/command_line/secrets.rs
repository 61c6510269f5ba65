//! No command tells a secret but those two that are for it. What [`World::run`] was told is searched when the world
//! ends.

use std::{collections::BTreeSet, fs};

use crate::support::{Seed, World};

/// What is to be run for each page of the manual; none for a command that only holds others.
fn line(page: &str) -> Option<&'static str> {
    Some(match page {
        "tessera" | "tessera-cache" | "tessera-providers-add" | "tessera-store" => return None,
        // These two are for secrets; here they fail.
        "tessera-token" => "token --scope User.Read --account ada@example.com",
        "tessera-cache-export" => "cache export /nonexistent/folder/file",
        "tessera-sign-in" => "sign-in --provider nobody",
        "tessera-accounts" => "accounts",
        "tessera-tokens" => "tokens",
        "tessera-activity" => "activity --search ada --since 7d",
        "tessera-use" => "use ada@example.com",
        "tessera-sign-out" => "sign-out bo@example.com",
        "tessera-clear" => "clear --expired",
        "tessera-providers" => "providers",
        "tessera-providers-add-entra" => {
            "providers add entra --client-id 8c6c5a1e-0000-0000-0000-000000000001 --offline"
        }
        "tessera-providers-add-b2c" => {
            "providers add b2c --authority https://a.b2clogin.com/a.onmicrosoft.com/B2C_1_in --client-id \
             8c6c5a1e-0000-0000-0000-000000000001 --offline"
        }
        "tessera-providers-add-external-id" => {
            "providers add external-id --authority https://a.ciamlogin.com --client-id \
             8c6c5a1e-0000-0000-0000-000000000001 --offline"
        }
        "tessera-providers-add-adfs" => {
            "providers add adfs --authority https://adfs.example/adfs --client-id a --offline"
        }
        "tessera-providers-add-openid" => {
            "providers add openid --issuer https://id.example --client-id a --offline"
        }
        "tessera-providers-add-demo" => "providers add demo",
        "tessera-providers-remove" => "providers remove id.example",
        "tessera-cache-info" => "cache info",
        "tessera-cache-check" => "cache check",
        "tessera-cache-import" => "cache import SEED",
        "tessera-cache-rekey" => "cache rekey",
        "tessera-cache-restore" => "cache restore",
        // With an app's tokens in the store they are tried in `store`.
        "tessera-store-users" => "store users --url sqlite:/nonexistent/file",
        "tessera-store-stats" => "store stats --url redis://user:access-secret-of-ada@host:port",
        "tessera-store-purge" => {
            "store purge --everything --url postgres://user:access-secret-of-ada@host:port"
        }
        "tessera-completions" => "completions bash",
        "tessera-man" => "man",
        other => panic!("{other} is not tried"),
    })
}

#[test]
fn every_command_is_tried_and_none_tells_a_secret() {
    let world = World::with(&Seed::two_people().json());
    let (pages, seed) = (world.path("pages"), world.path("seed.json"));
    fs::write(&seed, Seed::two_people().json().to_string()).unwrap();
    world.run(&["man", pages.to_str().unwrap()]).text();
    let name = |page: fs::DirEntry| page.path().file_stem().unwrap().to_str().unwrap().to_owned();
    let pages: BTreeSet<String> = fs::read_dir(pages).unwrap().map(|page| name(page.unwrap())).collect();
    for page in pages {
        let Some(line) = line(&page) else { continue };
        let seed = seed.to_str().unwrap();
        let arguments: Vec<&str> =
            line.split(' ').map(|word| if word == "SEED" { seed } else { word }).collect();
        for how in [&[][..], &["--json"], &["--lang", "it"]] {
            let ended = world.run(&[&arguments[..], how].concat());
            assert!(ended.code <= 6, "{page}: {ended:?}");
        }
    }
}
