//! A picture of the page: the next window shows it until its own page is there, which takes the web view longer than
//! everything else of a start.
//!
//! It is kept beside the cache under the cache's key, and shown only by a window that would paint the same list of accounts
//! with the same look. So it never shows an account that is gone. Where nobody has written the cache since, that is known
//! before it is read. What is beside the list is shown only where the opened account and its tokens are the same, too. What
//! changes with the time, such as an account's state, is left out where it is another by now.

#[cfg(target_os = "linux")]
mod beside;
#[cfg(target_os = "linux")]
mod kept;
mod marks;
#[cfg(not(target_os = "linux"))]
mod nowhere;
#[cfg(target_os = "linux")]
mod painted;
#[cfg(target_os = "linux")]
mod shown;
#[cfg(target_os = "linux")]
mod unread;

#[cfg(not(target_os = "linux"))]
pub(crate) use self::nowhere::PagePicture;
#[cfg(target_os = "linux")]
pub(crate) use self::shown::PagePicture;
