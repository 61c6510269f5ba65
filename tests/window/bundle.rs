//! The package for Debian, as people get it: installed, started, and taken away again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use end_to_end::{Desktop, Keyring, Reply, SystemBus, Window, as_root, built_program, eventually, testid};
use tokio::sync::Mutex;

use super::SOON;

const INSTALLED: &str = "/usr/bin/tessera-desktop";
/// The question that the package brings to polkit.
const QUESTION: &str = "dev.tessera.desktop.show-token";
/// One test at a time installs.
static INSTALLING: Mutex<()> = Mutex::const_new(());

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

fn dpkg(arguments: &[&str]) {
    let output = as_root("dpkg").args(arguments).output().unwrap();
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
    let _alone = INSTALLING.lock().await;
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

#[tokio::test(flavor = "multi_thread")]
async fn polkit_asks_what_the_package_brings_and_the_answer_counts() {
    let _alone = INSTALLING.lock().await;
    let bus = SystemBus::start();
    let _polkit = bus.start_polkit().await;
    let program = built_program("ask-person");
    let mut before = bus.start_asker(&program, QUESTION);
    assert_eq!(before.says().await, "can ask: false");
    before.go_on().await;
    assert_eq!(before.says().await, "Err(CannotAsk)");

    let _installed = Installed::install(&package("deb"));
    let mut asker = eventually("polkit has read what the package brings", SOON, async || {
        let mut asker = bus.start_asker(&program, QUESTION);
        (asker.says().await == "can ask: true").then_some(asker)
    })
    .await;
    asker.go_on().await;
    assert_eq!(asker.says().await, "Err(NobodyAsks)");

    let mut questions = bus.agent_of(asker.id()).await;
    asker.go_on().await;
    let question = questions.next().await;
    assert_eq!((question.action.as_str(), &question.users), (QUESTION, &vec![asker.user()]));
    assert_eq!(question.message, "Authenticate to show, copy or export tokens in Tessera");
    question.reply(Reply::Declines);
    assert_eq!(asker.says().await, "Err(Declined)");

    asker.go_on().await;
    let given_up = questions.next().await;
    asker.go_on().await;
    assert_eq!(asker.says().await, "given up");
    given_up.is_taken_back().await;

    asker.go_on().await;
    questions.next().await.reply(Reply::Authenticates);
    assert_eq!(asker.says().await, "Ok(())");
    // It is remembered for this program.
    asker.go_on().await;
    assert_eq!(asker.says().await, "Ok(())");
    assert!(questions.is_empty());
}

#[test]
fn the_package_for_fedora_is_made() {
    // Nothing here can install it; a lead of RPM is all that is looked at.
    let bytes = fs::read(package("rpm")).unwrap();
    assert_eq!(bytes.get(..4), Some([0xed, 0xab, 0xee, 0xdb].as_slice()));
}
