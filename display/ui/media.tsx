// Pictures and videos beside the calls, one after the other; what cannot be shown is passed over.

import "./media.css";

import { useEffect, useState } from "preact/hooks";

export const PICTURE_MS = 15_000;
/** A video that goes on for longer is left for the next. */
export const VIDEO_MS_MAX = 180_000;
/** When none of them can be shown, they are tried again so slowly. */
const REST_MS = 5_000;

const path = (name: string) => `/static/media/${name}`;
const isVideo = (name: string) => !name.endsWith(".jpg");

export function Media({ names }: { names: readonly string[] }) {
  const [turn, setTurn] = useState(0);
  const name = names[turn % names.length]!;
  const next = () => setTurn((before) => before + 1);
  useEffect(() => {
    const timer = setTimeout(next, isVideo(name) ? VIDEO_MS_MAX : PICTURE_MS);
    return () => clearTimeout(timer);
  }, [name, turn]);
  const fail = () => void setTimeout(next, REST_MS);
  return (
    <div class="media" aria-hidden="true">
      {isVideo(name) ? (
        <video key={turn} src={path(name)} muted autoPlay playsInline onEnded={next} onError={fail} />
      ) : (
        <img src={path(name)} alt="" onError={fail} />
      )}
    </div>
  );
}
