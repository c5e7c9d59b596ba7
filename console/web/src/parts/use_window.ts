import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Rows that are rendered beyond the edges, so that scrolling finds them there. */
const overscan = 6;

export interface RowWindow {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** The rows to render: from `first` on, up to `end`. */
  readonly first: number;
  readonly end: number;
  readonly scrollTo: (index: number) => void;
}

/** Which of `count` rows of one height can be seen in a box that scrolls. */
export function useWindow(count: number, rowHeight: number): RowWindow {
  const scroller = useRef<HTMLDivElement>(null);
  const [{ top, height }, setView] = useState({ top: 0, height: 0 });

  useLayoutEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const look = () => setView({ top: box.scrollTop, height: box.clientHeight });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(box);
    box.addEventListener("scroll", look, { passive: true });
    return () => {
      resized.disconnect();
      box.removeEventListener("scroll", look);
    };
  }, []);

  const scrollTo = useCallback(
    (index: number) => {
      const box = scroller.current;
      if (box === null) return;
      const above = index * rowHeight;
      const below = above + rowHeight - box.clientHeight;
      if (box.scrollTop > above) box.scrollTop = above;
      else if (box.scrollTop < below) box.scrollTop = below;
    },
    [rowHeight],
  );

  const first = Math.max(0, Math.floor(top / rowHeight) - overscan);
  const end = Math.min(count, Math.ceil((top + height) / rowHeight) + overscan);
  return { scroller, first, end, scrollTo };
}
