//! What the program is made of.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The program, and where its files are.
#[derive(Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
#[ts(export)]
pub struct AboutView {
    /// Of the program.
    pub version: String,
    /// Of the system's web view, where it tells.
    pub web_view: Option<String>,
    /// The operating system and the processor, such as `linux x86_64`.
    pub system: String,
    /// The cache file.
    pub cache: String,
    /// The settings.
    pub settings: String,
    /// What the demo tenant keeps.
    pub demo_tenant: String,
}

/// The licences of what ships in the program, as they were collected when its pages were built.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct LicencesView {
    /// By name.
    pub packages: Vec<PackageView>,
    /// The texts that packages name by their numbers; several may share one.
    pub texts: Vec<String>,
}

/// A package that ships in the program.
#[derive(Debug, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct PackageView {
    /// Its name at its registry.
    pub name: String,
    /// Its version.
    pub version: String,
    /// Where it comes from.
    pub kind: PackageKind,
    /// What it declares, mostly an SPDX expression; empty where its text alone says it.
    pub licence: String,
    /// The numbers of its texts; none where it ships none.
    pub texts: Vec<usize>,
}

/// Where a package comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "kebab-case")]
#[ts(export)]
pub enum PackageKind {
    /// The registry of Rust's crates.
    Crate,
    /// The registry of npm.
    Npm,
}
