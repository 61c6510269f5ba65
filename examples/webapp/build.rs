//! Has the program linked so that little of it has to be in memory, in the profile that is for servers.
//!
//! What a server runs all the time is linked side by side. A page of the program is in memory as soon as one function of it
//! is called, and so are those beside it: with the functions scattered, nearly all of the program is.
//!
//! `hot-functions.txt` says which they are; `scripts/hot-functions` notes them anew. Those that are not found, after a change
//! of the code or with another compiler, lie where they would lie without all this.

use std::{collections::HashSet, env, error::Error, fmt::Write, fs, path::Path, process::Command};

const FUNCTIONS: &str = "hot-functions.txt";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed={FUNCTIONS}");
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|found| found == value);
    // The one profile that is made for size.
    let is_for_servers = is("OPT_LEVEL", "s");
    // The linkers that are used there understand the script: GNU's and LLVM's.
    let is_linux = is("CARGO_CFG_TARGET_OS", "linux") && is("CARGO_CFG_TARGET_ENV", "gnu");
    if is_for_servers && is_linux {
        let script = Path::new(&env::var("OUT_DIR")?).join("hot-functions.ld");
        fs::write(&script, linker_script(&fs::read_to_string(FUNCTIONS)?)?)?;
        println!("cargo::rustc-link-arg-bins=-T");
        println!("cargo::rustc-link-arg-bins={}", script.display());
        if knows_packed_relocations() {
            println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
        }
    }
    Ok(())
}

/// Whether the C library is of release 2.36 or later: it reads 300 kB less at each start then.
fn knows_packed_relocations() -> bool {
    let is_for_this_computer = env::var("HOST").is_ok() && env::var("HOST") == env::var("TARGET");
    let answer = Command::new("getconf").arg("GNU_LIBC_VERSION").output();
    let answer = answer.ok().and_then(|answer| String::from_utf8(answer.stdout).ok()).unwrap_or_default();
    let release = answer.trim().strip_prefix("glibc 2.").and_then(|minor| minor.parse::<u32>().ok());
    is_for_this_computer && release.is_some_and(|minor| minor >= 36)
}

/// Puts the functions in front of all others: first those of just these names, then whatever differs from them in nothing
/// but hashes and numbers, which is what is left of them with another compiler. What is written in assembly has no section
/// of its own for each function.
fn linker_script(functions: &str) -> Result<String, std::fmt::Error> {
    let exact = functions.lines().filter(|line| !line.starts_with('#'));
    let mut seen = HashSet::new();
    let alike = exact.clone().map(alike).filter(|name| seen.insert(name.clone()));
    let mut script = "SECTIONS {\n  .text.hot : {\n".to_owned();
    for file in ["aesni", "aesni-gcm", "ghash", "rdrand", "sha1", "sha256"] {
        writeln!(script, "    *-{file}-x86_64.o(.text)")?;
    }
    for name in exact.map(str::to_owned).chain(alike) {
        writeln!(script, "    *(.text.{name} .text.unlikely.{name})")?;
    }
    script.push_str("  }\n} INSERT BEFORE .text;\n");
    Ok(script)
}

/// With stars in the place of what changes from one compiler, or one release of a crate, to another.
fn alike(name: &str) -> String {
    // What is added where there are several of a name.
    let numbered = name.rsplit_once('.').filter(|(_, end)| end.chars().all(|c| c.is_ascii_digit()));
    let (name, end) = numbered.map_or((name, ""), |(name, _)| (name, ".*"));
    if let Some((path, _)) = name.starts_with("_ZN").then(|| name.rsplit_once("17h")).flatten() {
        return format!("{path}17h*");
    }
    if name.starts_with("_R") {
        return without_crate_hashes(name) + end;
    }
    match name.strip_prefix("aws_lc_") {
        // The release.
        Some(rest) => {
            format!("aws_lc_*{}{end}", rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '_'))
        }
        None => format!("{name}{end}"),
    }
}

/// A crate is `Cs`, a hash and `_`.
fn without_crate_hashes(name: &str) -> String {
    let mut parts = name.split("Cs");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| match part.split_once('_') {
        Some((hash, rest)) if hash.chars().all(|c| c.is_ascii_alphanumeric()) => format!("{all}Cs*_{rest}"),
        _ => format!("{all}Cs{part}"),
    })
}
