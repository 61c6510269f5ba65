//! The tray of a Linux desktop: a `StatusNotifierItem` with a menu (`com.canonical.dbusmenu`) on the session's bus.

use ksni::{
    Handle, Icon, MenuItem, OfflineReason, ToolTip, TrayMethods,
    menu::{CheckmarkItem, StandardItem},
};
use tauri::{AppHandle, Manager, include_image};

use super::switch;
use crate::{
    app::App,
    end_when_settled,
    views::{TrayAccount, TrayView},
    window,
};

/// The program as the desktop's tray shows it.
pub(super) struct Item {
    handle: AppHandle,
    view: TrayView,
}

/// Shows it, or what has changed of it. None where there is no bus to show it on.
pub(super) async fn show(
    shown: Option<Handle<Item>>,
    handle: &AppHandle,
    view: TrayView,
) -> Option<Handle<Item>> {
    if let Some(item) = shown.filter(|item| !item.is_closed()) {
        item.update(|item| item.view = view).await;
        return Some(item);
    }
    let item = Item { handle: handle.clone(), view };
    // Told before: whoever finds no tray there says so on the way.
    item.tell(true);
    // The tray may come later, as when the person logs in and this program is quicker.
    match item.assume_sni_available(true).spawn().await {
        Ok(item) => Some(item),
        Err(error) => {
            tracing::info!(%error, "there is no tray");
            tell(handle, false);
            None
        }
    }
}

/// Notes whether a desktop shows the tray, and has the pages say so.
fn tell(handle: &AppHandle, is_there: bool) {
    if let Some(app) = handle.try_state::<App>()
        && app.tray.set_there(is_there)
    {
        app.changed();
    }
}

impl Item {
    fn tell(&self, is_there: bool) {
        tell(&self.handle, is_there);
    }

    fn open(&mut self) {
        window::bring_to_front(&self.handle);
    }

    fn quit(&mut self) {
        end_when_settled(self.handle.clone());
    }

    fn account(account: &TrayAccount) -> MenuItem<Self> {
        let key = account.key.clone();
        CheckmarkItem {
            label: plain(&account.label),
            checked: account.in_use,
            activate: Box::new(move |item: &mut Self| switch(&item.handle, key.clone())),
            ..CheckmarkItem::default()
        }
        .into()
    }

    fn entry(label: &str, activate: fn(&mut Self)) -> MenuItem<Self> {
        StandardItem { label: plain(label), activate: Box::new(activate), ..StandardItem::default() }.into()
    }
}

impl ksni::Tray for Item {
    fn id(&self) -> String {
        self.handle.config().identifier.clone()
    }

    fn title(&self) -> String {
        self.handle.package_info().name.clone()
    }

    fn icon_pixmap(&self) -> Vec<Icon> {
        let sizes = [include_image!("icons/24x24.png"), include_image!("icons/48x48.png")];
        sizes.iter().map(|image| icon(image.rgba(), image.width(), image.height())).collect()
    }

    fn tool_tip(&self) -> ToolTip {
        ToolTip { title: self.title(), description: markup(&self.view.hint), ..ToolTip::default() }
    }

    fn activate(&mut self, _: i32, _: i32) {
        self.open();
    }

    fn menu(&self) -> Vec<MenuItem<Self>> {
        let mut menu: Vec<_> = self.view.accounts.iter().map(Self::account).collect();
        menu.extend(self.view.more.as_ref().map(|more| Self::entry(more, Self::open)));
        if !menu.is_empty() {
            menu.push(MenuItem::Separator);
        }
        menu.push(Self::entry(&self.view.open, Self::open));
        menu.push(Self::entry(&self.view.quit, Self::quit));
        menu
    }

    fn watcher_online(&self) {
        self.tell(true);
    }

    /// It goes on waiting for a tray.
    fn watcher_offline(&self, _: OfflineReason) -> bool {
        self.tell(false);
        true
    }
}

/// One underscore would be taken for the mark of a key.
fn plain(label: &str) -> String {
    label.replace('_', "__")
}

/// The description of a hint is markup.
fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// From red, green, blue and alpha to alpha first.
fn icon(rgba: &[u8], width: u32, height: u32) -> Icon {
    let data = rgba.chunks_exact(4).flat_map(|pixel| [pixel[3], pixel[0], pixel[1], pixel[2]]).collect();
    let side = |length| i32::try_from(length).unwrap_or_default();
    Icon { width: side(width), height: side(height), data }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_provider_calls_somebody_is_shown_as_it_is() {
        assert_eq!(plain("a_b@example.com"), "a__b@example.com");
        assert_eq!(markup("<b>Ada & Bo</b>"), "&lt;b&gt;Ada &amp; Bo&lt;/b&gt;");
    }

    #[test]
    fn the_alpha_of_a_pixel_goes_first() {
        assert_eq!(icon(&[1, 2, 3, 4, 5, 6, 7, 8], 2, 1).data, [4, 1, 2, 3, 8, 5, 6, 7]);
    }
}
