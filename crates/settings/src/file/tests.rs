use std::{fs, thread};

use tempfile::TempDir;

use super::*;
use crate::{CurrentAccount, Provider, ProviderKind, read::SIZE_LIMIT};

#[cfg(unix)]
mod permissions;

fn file() -> (TempDir, SettingsFile) {
    let folder = tempfile::tempdir().unwrap();
    let file = SettingsFile::at(folder.path().join("tessera").join("settings.json"));
    (folder, file)
}

fn choose(file: &SettingsFile, language: &str) -> Loaded {
    file.change(|settings| settings.language = Some(language.into())).unwrap()
}

/// What is in the file's folder beside the file and its lock.
fn others(file: &SettingsFile) -> Vec<PathBuf> {
    let entries = fs::read_dir(file.path().parent().unwrap()).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let usual = [file.path().to_owned(), file.path().with_extension("json.lockfile")];
    paths.filter(|path| !usual.contains(path)).collect()
}

#[test]
fn what_was_chosen_is_there_after_a_restart() {
    let (_folder, file) = file();
    let account = CurrentAccount { home_account_id: "u.t".into(), environment: "e".into() };
    file.change(|settings| settings.current_account = Some(account.clone())).unwrap();
    file.change(|settings| settings.put_provider(Provider::new("p", ProviderKind::Demo, "D"))).unwrap();
    let loaded = SettingsFile::at(file.path()).load().unwrap().settings;
    assert_eq!(loaded.current_account, Some(account));
    assert_eq!(loaded.providers.len(), 1);
}

#[test]
fn a_file_that_is_no_settings_is_moved_aside_whole() {
    let (_folder, file) = file();
    choose(&file, "it");
    fs::write(file.path(), "{ cut").unwrap();
    let loaded = file.load().unwrap();
    assert_eq!(loaded.settings, Settings::default());
    assert_eq!(fs::read_to_string(loaded.set_aside.unwrap()).unwrap(), "{ cut");
    assert!(!file.path().exists());
}

#[test]
fn a_file_moved_aside_replaces_no_earlier_one() {
    let (_folder, file) = file();
    choose(&file, "it");
    for text in ["one", "two", "three"] {
        fs::write(file.path(), text).unwrap();
        assert_eq!(fs::read_to_string(file.load().unwrap().set_aside.unwrap()).unwrap(), text);
    }
    assert_eq!(others(&file).len(), 3);
}

#[test]
fn a_good_file_that_takes_the_place_of_a_damaged_one_is_not_moved() {
    let (_folder, file) = file();
    choose(&file, "it");
    fs::write(file.path(), "{ cut").unwrap();
    let lock = Lock::acquire(file.path(), LOCK_TIME_LIMIT).unwrap();
    assert!(matches!(file.find().unwrap(), Found::Damaged));
    let loaded = thread::scope(|scope| {
        let loading = scope.spawn(|| file.load().unwrap());
        let settings = Settings { language: Some("pt-BR".into()), ..Settings::default() };
        Prepared::write(&lock, &settings).unwrap().put(&lock).unwrap();
        drop(lock);
        loading.join().unwrap()
    });
    assert_eq!(loaded.settings.language.as_deref(), Some("pt-BR"));
    assert_eq!(loaded.set_aside, None);
    assert!(others(&file).is_empty());
}

#[test]
fn a_damaged_file_is_moved_only_under_the_lock() {
    let (_folder, mut file) = file();
    choose(&file, "it");
    fs::write(file.path(), "{ cut").unwrap();
    file.lock_time_limit = Duration::ZERO;
    let lock = Lock::acquire(file.path(), LOCK_TIME_LIMIT).unwrap();
    assert!(matches!(file.load(), Err(SettingsError::LockHeld { .. })));
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "{ cut");
    drop(lock);
    assert!(file.load().unwrap().set_aside.is_some());
}

#[test]
fn a_change_tells_what_it_moved_aside() {
    let (_folder, file) = file();
    choose(&file, "it");
    fs::write(file.path(), "{ cut").unwrap();
    let loaded = choose(&file, "en");
    assert_eq!(fs::read_to_string(loaded.set_aside.unwrap()).unwrap(), "{ cut");
    assert_eq!(loaded.settings.language.as_deref(), Some("en"));
    assert_eq!(file.load().unwrap().settings, loaded.settings);
    assert_eq!(choose(&file, "it").set_aside, None);
}

#[test]
fn a_change_that_cannot_be_written_moves_nothing_aside() {
    let (_folder, file) = file();
    choose(&file, "it");
    fs::write(file.path(), "{ cut").unwrap();
    let long = "x".repeat(usize::try_from(SIZE_LIMIT).unwrap());
    let error = file.change(|settings| settings.language = Some(long)).unwrap_err();
    assert!(matches!(error, SettingsError::ChangeTooLarge { .. }), "{error}");
    assert_eq!(fs::read_to_string(file.path()).unwrap(), "{ cut");
    assert!(others(&file).is_empty());
}

#[test]
fn a_held_lock_ends_the_wait_with_what_to_do() {
    let (_folder, mut file) = file();
    choose(&file, "it");
    file.lock_time_limit = Duration::from_millis(20);
    let lock = Lock::acquire(file.path(), LOCK_TIME_LIMIT).unwrap();
    let error = file.change(|settings| settings.language = None).unwrap_err();
    let message = error.to_string();
    assert!(matches!(&error, SettingsError::LockHeld { path } if path == file.path()), "{error:?}");
    assert!(message.contains("close it, then try again"), "{message}");
    assert_eq!(file.load().unwrap().settings.language.as_deref(), Some("it"), "readers need no lock");
    drop(lock);
    choose(&file, "en");
}

#[test]
fn many_threads_lose_no_change() {
    let (_folder, file) = file();
    thread::scope(|scope| {
        for n in 0..8 {
            let file = file.clone();
            scope.spawn(move || {
                let provider = Provider::new(format!("p{n}"), ProviderKind::Oidc, "N");
                file.change(|settings| settings.put_provider(provider)).unwrap();
            });
        }
    });
    assert_eq!(file.load().unwrap().settings.providers.len(), 8);
}

#[test]
fn a_stamp_differs_exactly_when_the_contents_do() {
    let (_folder, file) = file();
    assert_eq!(file.stamp(), None);
    choose(&file, "it");
    let italian = file.stamp();
    assert!(italian.is_some());
    choose(&file, "it");
    assert_eq!(file.stamp(), italian);
    let other = SettingsFile::at(file.path());
    choose(&other, "en");
    assert_ne!(file.stamp(), italian, "another of the same length");
    assert_eq!(file.stamp(), other.stamp());
    choose(&other, "it");
    assert_eq!(file.stamp(), italian);
    fs::remove_file(file.path()).unwrap();
    assert_eq!(file.stamp(), None);
}

#[test]
fn a_file_that_cannot_be_read_has_a_stamp_unlike_any_other() {
    let (_folder, file) = file();
    fs::create_dir_all(file.path()).unwrap();
    let folder = file.stamp();
    fs::remove_dir(file.path()).unwrap();
    let nothing = file.stamp();
    fs::write(file.path(), vec![b' '; usize::try_from(SIZE_LIMIT + 1).unwrap()]).unwrap();
    let large = file.stamp();
    fs::write(file.path(), "").unwrap();
    let empty = file.stamp();
    let stamps = [folder, nothing, large, empty];
    for (at, stamp) in stamps.iter().enumerate() {
        assert!(!stamps[..at].contains(stamp), "{stamps:?}");
    }
}

#[test]
fn a_folder_in_the_place_of_the_file_is_named_and_stays() {
    let (_folder, file) = file();
    fs::create_dir_all(file.path()).unwrap();
    for error in [file.load().unwrap_err(), file.change(|_| ()).unwrap_err()] {
        assert!(matches!(&error, SettingsError::NotAFile { path } if path == file.path()), "{error:?}");
    }
    assert!(file.path().is_dir());
}

#[test]
fn a_file_in_the_place_of_the_folder_is_an_error_and_stays() {
    let (folder, file) = file();
    fs::write(folder.path().join("tessera"), "mine").unwrap();
    let error = file.change(|settings| settings.language = None).unwrap_err();
    assert!(matches!(error, SettingsError::Io { action: "make the folder of", .. }), "{error:?}");
    assert_eq!(fs::read_to_string(folder.path().join("tessera")).unwrap(), "mine");
}

#[test]
fn a_file_beyond_the_size_limit_is_neither_read_nor_moved() {
    let (_folder, file) = file();
    choose(&file, "it");
    let settings = fs::read(file.path()).unwrap();
    let mut padded = settings.clone();
    padded.resize(usize::try_from(SIZE_LIMIT).unwrap(), b' ');
    fs::write(file.path(), &padded).unwrap();
    assert_eq!(file.load().unwrap().settings.language.as_deref(), Some("it"));
    padded.push(b' ');
    fs::write(file.path(), &padded).unwrap();
    for error in [file.load().unwrap_err(), file.change(|_| ()).unwrap_err()] {
        assert!(matches!(error, SettingsError::TooLarge { limit: SIZE_LIMIT, .. }), "{error:?}");
    }
    assert_eq!(fs::read(file.path()).unwrap(), padded);
}

#[test]
fn settings_up_to_the_size_limit_can_be_read_back() {
    let (_folder, file) = file();
    let limit = usize::try_from(SIZE_LIMIT).unwrap();
    choose(&file, "");
    let room = limit - fs::read(file.path()).unwrap().len();
    let longest = choose(&file, &"x".repeat(room)).settings;
    assert_eq!(fs::metadata(file.path()).unwrap().len(), SIZE_LIMIT);
    assert_eq!(file.load().unwrap().settings, longest);
    let error = file.change(|settings| settings.language = Some("x".repeat(room + 1))).unwrap_err();
    assert!(matches!(error, SettingsError::ChangeTooLarge { .. }), "{error:?}");
    assert_eq!(file.load().unwrap().settings, longest);
}

#[test]
fn how_the_window_was_left_is_kept_apart_and_garbage_in_its_file_is_moved_aside() {
    let folder = tempfile::tempdir().unwrap();
    let file = WindowFile::at(folder.path().join(WindowState::FILE_NAME));
    let size = Some(crate::Size { width: 900, height: 600 });
    file.change(|state| (state.size, state.maximized) = (size, true)).unwrap();
    let loaded = file.load().unwrap();
    assert_eq!((loaded.settings.size, loaded.settings.maximized), (size, true));
    for garbage in [r#"{"size":{"width":-1,"height":600}}"#, r#"{"maximized":"yes"}"#, "[]", "\0"] {
        fs::write(file.path(), garbage).unwrap();
        let loaded = file.load().unwrap();
        assert_eq!(loaded.settings, WindowState::default(), "{garbage}");
        assert_eq!(fs::read_to_string(loaded.set_aside.unwrap()).unwrap(), garbage);
    }
}
