//! The package for Debian, as people get it: installed, started, and taken away again.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use end_to_end::{Desktop, Keyring, Window, built_program, testid};

const INSTALLED: &str = "/usr/bin/tessera-desktop";

/// The package that `scripts/bundle --debug` has made.
fn package(kind: &str) -> PathBuf {
    let folder = built_program("tessera-desktop").with_file_name("bundle").join(kind);
    let files = fs::read_dir(&folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut packages = files.filter(|path| path.extension().is_some_and(|extension| extension == kind));
    packages.next().unwrap_or_else(|| panic!("{} has no package; ./test makes it", folder.display()))
}

fn run(program: &str, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).output().unwrap_or_else(|error| panic!("{program}: {error}"))
}

/// Runs dpkg as whoever may install.
fn dpkg(arguments: &[&str]) {
    let is_root = fs::metadata("/proc/self").unwrap().uid() == 0;
    let output =
        if is_root { run("dpkg", arguments) } else { run("sudo", &[&["-n", "dpkg"], arguments].concat()) };
    assert!(output.status.success(), "dpkg {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Installed as long as it is there.
struct Installed;

impl Installed {
    /// Never over a Tessera that somebody uses.
    fn install(package: &Path) -> Self {
        assert!(
            !Path::new(INSTALLED).exists(),
            "Tessera is installed here: take it away to test the package"
        );
        dpkg(&["--install", package.to_str().unwrap()]);
        Self
    }
}

impl Drop for Installed {
    fn drop(&mut self) {
        dpkg(&["--remove", "tessera"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_package_for_debian_is_installed_started_and_taken_away() {
    let package = package("deb");
    let fields = run("dpkg-deb", &["--field", package.to_str().unwrap()]);
    let fields = String::from_utf8(fields.stdout).unwrap();
    for field in ["Package: tessera", "Section: utils", "libwebkit2gtk-4.1-0"] {
        assert!(fields.contains(field), "{fields}");
    }
    let desktop = Desktop::start(Keyring::Unlocked).await;
    let installed = Installed::install(&package);
    let entry = fs::read_to_string("/usr/share/applications/Tessera.desktop").unwrap();
    assert!(entry.contains("Exec=tessera-desktop") && entry.contains("Comment[pt_BR]="), "{entry}");
    for size in ["16x16", "24x24", "32x32", "48x48", "64x64", "128x128", "512x512"] {
        let icon = format!("/usr/share/icons/hicolor/{size}/apps/tessera-desktop.png");
        assert!(Path::new(&icon).exists(), "{icon}");
    }

    let window = Window::open_program(&desktop, Path::new(INSTALLED)).await;
    window.find(&testid("way-demo")).await;
    window.close().await;
    drop(installed);
    assert!(!Path::new(INSTALLED).exists());
}

#[test]
fn the_package_for_fedora_is_made() {
    // Nothing here can install it; a lead of RPM is all that is looked at.
    let bytes = fs::read(package("rpm")).unwrap();
    assert_eq!(bytes.get(..4), Some([0xed, 0xab, 0xee, 0xdb].as_slice()));
}
