use std::{
    fs,
    os::unix::fs::{MetadataExt, chown},
    path::{Path, PathBuf},
};

use tempfile::TempDir;

/// A temporary folder of a server, which belongs to somebody who is not root: PostgreSQL refuses to run as root.
#[derive(Debug)]
pub(crate) struct Folder {
    folder: TempDir,
    owner: Option<(u32, u32)>,
}

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("test-server-")
            .tempdir()
            .expect("a temporary folder can be made");
        let root = fs::metadata(folder.path()).expect("the folder is there").uid() == 0;
        let owner = root.then(nobody);
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group)).expect("root can give a folder away");
        }
        Self { folder, owner }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Where the server's output goes.
    pub(crate) fn log(&self) -> PathBuf {
        self.path().join("server.log")
    }

    /// Writes a file that the server can read.
    pub(crate) fn write(&self, name: &str, contents: &str) -> PathBuf {
        let path = self.path().join(name);
        fs::write(&path, contents).expect("the folder can be written to");
        if let Some((user, group)) = self.owner {
            chown(&path, Some(user), Some(group)).expect("root can give a file away");
        }
        path
    }

    /// The words before a command by which it runs as the owner of the folder.
    pub(crate) fn as_its_owner(&self) -> Vec<String> {
        let Some((user, group)) = self.owner else {
            return Vec::new();
        };
        ["setpriv", &format!("--reuid={user}"), &format!("--regid={group}"), "--clear-groups", "--"]
            .map(ToOwned::to_owned)
            .into()
    }

    /// The last that the server wrote, for a panic's message.
    pub(crate) fn last_words(&self) -> String {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

/// The user and group that own nothing else.
fn nobody() -> (u32, u32) {
    let users = fs::read_to_string("/etc/passwd").expect("the system has users");
    let fields =
        users.lines().map(|line| line.split(':').collect::<Vec<_>>()).find(|fields| fields[0] == "nobody");
    let fields = fields.expect("the system has the user nobody");
    (fields[2].parse().expect("a number"), fields[3].parse().expect("a number"))
}
