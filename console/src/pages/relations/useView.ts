// What of the picture is seen: moved by dragging, zoomed by wheel and buttons. In the picture's own units; the whole of
// what is seen fits into the frame, so that both axes have one scale.
import { computed, ref, watch } from 'vue'

export interface Box {
  x: number
  y: number
  width: number
  height: number
}
interface Frame {
  clientWidth: number
  clientHeight: number
}

const margin = 2200

export function boxOf(points: readonly { x: number; y: number }[]): Box {
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const left = Math.min(...xs) - margin
  const top = Math.min(...ys) - margin
  return { x: left, y: top, width: Math.max(...xs) + margin - left, height: Math.max(...ys) + margin - top }
}

// Begins anew when whoever is in the middle is another.
export function useView(whole: () => Box, middle: () => unknown) {
  const box = ref<Box>(whole())
  const showAll = () => (box.value = whole())
  watch(middle, showAll)

  const scaleIn = ({ clientWidth, clientHeight }: Frame) => Math.max(box.value.width / clientWidth, box.value.height / clientHeight)

  // About the point of the frame that stays where it is; without one, the middle.
  function zoom(by: number, frame?: Frame, at?: { x: number; y: number }): void {
    const { x, y, width, height } = box.value
    const wide = Math.min(Math.max(width * by, 2000), whole().width * 4)
    const factor = wide / width
    const scale = frame ? scaleIn(frame) : 0
    const stays = {
      x: x + width / 2 + (frame && at ? (at.x - frame.clientWidth / 2) * scale : 0),
      y: y + height / 2 + (frame && at ? (at.y - frame.clientHeight / 2) * scale : 0),
    }
    box.value = { x: stays.x - (stays.x - x) * factor, y: stays.y - (stays.y - y) * factor, width: wide, height: height * factor }
  }
  // By pixels of the frame.
  function move(frame: Frame, right: number, down: number): void {
    const scale = scaleIn(frame)
    box.value = { ...box.value, x: box.value.x - right * scale, y: box.value.y - down * scale }
  }
  const viewBox = computed(() => `${box.value.x} ${box.value.y} ${box.value.width} ${box.value.height}`)
  return { viewBox, zoom, move, showAll }
}
