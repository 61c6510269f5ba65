import { fireEvent, screen, waitFor } from "@testing-library/svelte";
import { expect, test } from "vitest";
import { scenes } from "../../mock/scenes";
import { openWindow } from "../test-window";

test("what was set aside is named with its path and can be dismissed", async () => {
  const view = scenes.notices!();
  const core = await openWindow(view, {
    dismiss_notice: ({ id }) => {
      view.notices = view.notices.filter((notice) => notice.id !== id);
    },
  });
  const paths = screen.getAllByTestId("notice-path").map((path) => path.textContent);
  expect(paths).toEqual(view.notices.map(({ path }) => path));
  await fireEvent.click(screen.getAllByTestId("notice-dismiss")[0]!);
  await waitFor(() => expect(screen.getAllByTestId("notice")).toHaveLength(2));
  expect(core.sent("dismiss_notice")).toEqual([{ id: 1 }]);
});

test("a clock that is wrong is said with how much and what to do", async () => {
  await openWindow(scenes.clock!());
  expect(screen.getByTestId("notice").textContent).toContain("This computer's clock is 7 minutes behind the provider's");
  expect(screen.getByTestId("notice").textContent).toContain("Set its date and time");
  expect(screen.queryByTestId("notice-path")).toBeNull();
});
