//! A desktop for one program: a display, a D-Bus session with a keyring, and a home.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader, Write},
    os::unix::{
        fs::{FileExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use super::picture::Picture;
use crate::{Outcome, processes};

const SIZE: &str = "1080x720x24";
/// Xvfb writes a pixel as blue, green, red and nothing (X window dump, `XWDFile.h`).
const BYTES_OF_A_PIXEL: usize = 4;
const GREEN: usize = 1;
const BYTES_OF_A_COLOUR: usize = 12;
const TIME_TO_START: Duration = Duration::from_secs(20);

/// It ends with this.
#[derive(Debug)]
pub(super) struct Desktop {
    home: PathBuf,
    display: String,
    bus: String,
    screen: Screen,
    processes: Vec<Child>,
}

impl Desktop {
    /// Starts it; its home is `folder`.
    pub(super) fn start(folder: PathBuf) -> Outcome<Self> {
        for name in ["data", "config", "cache", "runtime", "temporary", "screen"] {
            fs::create_dir(folder.join(name))?;
        }
        fs::set_permissions(folder.join("runtime"), fs::Permissions::from_mode(0o700))?;
        let mut display = Command::new("Xvfb");
        display.args(["-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp", "-fbdir"]);
        let (display, number) = start_and_read_line(display.arg(folder.join("screen")))?;
        let mut processes = vec![display];
        let (bus, address) = start_and_read_line(Command::new("dbus-daemon").args([
            "--session",
            "--nofork",
            "--print-address",
        ]))?;
        processes.push(bus);
        let screen = Screen::open(&folder.join("screen/Xvfb_screen0"))?;
        let mut desktop =
            Self { home: folder, display: format!(":{number}"), bus: address, screen, processes };
        desktop.start_keyring()?;
        Ok(desktop)
    }

    /// Gives a command this desktop's environment and no other.
    pub(super) fn dress<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        let home = &self.home;
        command
            .env("HOME", home)
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", home.join("runtime"))
            .env("TMPDIR", home.join("temporary"))
            .env("DISPLAY", &self.display)
            .env("DBUS_SESSION_BUS_ADDRESS", &self.bus)
            .env("LANG", "C.UTF-8")
            .env("NO_AT_BRIDGE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("XDG_CURRENT_DESKTOP")
    }

    /// Where programs keep a person's data.
    pub(super) fn data(&self) -> PathBuf {
        self.home.join("data")
    }

    /// What the display shows now.
    pub(super) fn look(&self) -> Outcome<Picture> {
        self.screen.look()
    }

    fn start_keyring(&mut self) -> Outcome<()> {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--unlock", "--components=secrets"]);
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = self.dress(&mut command).spawn()?;
        let password = child.stdin.take().map(|mut input| input.write_all(b"\n"));
        self.processes.push(child);
        password.transpose()?;
        let end = Instant::now() + TIME_TO_START;
        while !self.has_keyring()? {
            if Instant::now() > end {
                return Err("the keyring does not answer".into());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn has_keyring(&self) -> Outcome<bool> {
        let mut ask = Command::new("dbus-send");
        ask.args(["--session", "--print-reply", "--dest=org.freedesktop.DBus", "/org/freedesktop/DBus"]);
        ask.args(["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets"]);
        let answer = self.dress(&mut ask).output()?;
        Ok(String::from_utf8_lossy(&answer.stdout).contains("boolean true"))
    }
}

impl Drop for Desktop {
    fn drop(&mut self) {
        self.processes.iter_mut().rev().for_each(processes::end);
    }
}

/// The display's memory, which Xvfb keeps as a file: whoever reads that asks nothing of the display and slows nobody.
#[derive(Debug)]
struct Screen {
    file: File,
    start: u64,
    width: usize,
    height: usize,
    bytes_of_a_row: usize,
}

impl Screen {
    /// Reads the head of the file: numbers of four bytes, the greatest part first (`XWDFileHeader`).
    fn open(path: &Path) -> Outcome<Self> {
        let file = File::open(path)?;
        let number = |place: u64| -> Outcome<usize> {
            let mut bytes = [0; 4];
            file.read_exact_at(&mut bytes, place * 4)?;
            Ok(u32::from_be_bytes(bytes).try_into()?)
        };
        let [head, width, height, bits, bytes_of_a_row, colours] =
            [number(0)?, number(4)?, number(5)?, number(11)?, number(12)?, number(19)?];
        if bits != BYTES_OF_A_PIXEL * 8 {
            return Err(format!("the display has {bits} bits for a pixel, not 32").into());
        }
        let start = (head + colours * BYTES_OF_A_COLOUR).try_into()?;
        Ok(Self { file, start, width, height, bytes_of_a_row })
    }

    /// The green of each pixel is enough to tell whether it has changed.
    fn look(&self) -> Outcome<Picture> {
        let mut bytes = vec![0; self.bytes_of_a_row * self.height];
        self.file.read_exact_at(&mut bytes, self.start)?;
        let rows =
            bytes.chunks(self.bytes_of_a_row).filter_map(|row| row.get(..self.width * BYTES_OF_A_PIXEL));
        let pixels = rows.flat_map(|row| row.iter().skip(GREEN).step_by(BYTES_OF_A_PIXEL)).copied().collect();
        Ok(Picture { width: self.width, pixels })
    }
}

fn start_and_read_line(command: &mut Command) -> Outcome<(Child, String)> {
    let name = command.get_program().to_string_lossy().into_owned();
    command.process_group(0).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| format!("{name} cannot be started: {error}"))?;
    let output = child.stdout.take().ok_or("no output")?;
    let mut line = String::new();
    BufReader::new(output).read_line(&mut line)?;
    Ok((child, line.trim().to_owned()))
}
