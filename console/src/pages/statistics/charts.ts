// What charts share: the parts of ECharts that they use, colours and how money stands on an axis. Drawn on a canvas, with
// tooltips of text: those of HTML carry style attributes, which the page's policy refuses.
import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type ComposeOption } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import type { BarSeriesOption } from 'echarts/charts'
import type { GridComponentOption, LegendComponentOption, TooltipComponentOption } from 'echarts/components'
import type { Schema } from '@/api/types'
import { yuanOf } from '@/parts/money'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export { init }
export type ChartOption = ComposeOption<BarSeriesOption | GridComponentOption | LegendComponentOption | TooltipComponentOption>
export type Sums = Schema<'StatisticSums'>
export type Figures = Schema<'Statistics'>

export interface Series {
  name: string
  values: number[] // fen, or people
  isOthers?: boolean
}

// Told apart by colour-blind people too (after Okabe and Ito), each at least 3 : 1 against its ground.
const palettes = {
  light: ['#0072b2', '#d55e00', '#008a63', '#b85691', '#8a6d00', '#332288', '#882255', '#117733'],
  dark: ['#56b4e9', '#e69f00', '#2bc79b', '#e59bc6', '#f0e442', '#ff7f3f', '#b7a6ff', '#9ad06b'],
}
const greys = { light: '#7b828c', dark: '#8d95a1' }
export const palette = (theme: 'light' | 'dark') => palettes[theme]

// On an axis the ticks are round: whole yuan, and from ten thousand on shortened as the language counts. Only the drawing
// reads this; amounts stand in the table.
export function shortYuan(fen: number, language: string): string {
  const yuan = fen / 100
  const [unit, word] =
    language === 'en'
      ? Math.abs(yuan) >= 1e6 ? [1e6, 'M'] : Math.abs(yuan) >= 1e4 ? [1e3, 'k'] : [1, '']
      : Math.abs(yuan) >= 1e8 ? [1e8, '亿'] : Math.abs(yuan) >= 1e4 ? [1e4, '万'] : [1, '']
  return `${Number((yuan / (unit as number)).toPrecision(4))}${word}`
}

const cssColour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

interface Look {
  theme: 'light' | 'dark'
  language: string
  unit?: 'fen' | 'people' // fen unless said
  isSideBySide?: boolean // series beside one another, not on top
}

function framed(look: Look) {
  const text = cssColour('--el-text-color-regular')
  const line = cssColour('--line')
  return {
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    tooltip: {
      trigger: 'axis' as const,
      renderMode: 'richText' as const,
      confine: true,
      axisPointer: { type: 'shadow' as const },
      backgroundColor: cssColour('--panel'),
      borderColor: line,
      textStyle: { color: text, fontSize: 12 },
      valueFormatter: (value: unknown) => (look.unit === 'people' ? String(value) : yuanOf(Number(value))),
    },
    amounts: {
      type: 'value' as const,
      ...(look.unit === 'people' ? { minInterval: 1 } : {}),
      axisLabel: { color: text, formatter: (value: number) => (look.unit === 'people' ? String(value) : shortYuan(value, look.language)) },
      splitLine: { lineStyle: { color: line } },
    },
    words: { axisLabel: { color: text, hideOverlap: true }, axisLine: { lineStyle: { color: text } }, axisTick: { show: false } },
    text,
  }
}

// One bar a step; series on top of one another.
export function barsOverTime(steps: string[], series: Series[], look: Look): ChartOption {
  const { amounts, words, text, ...rest } = framed(look)
  const colours = palettes[look.theme]
  const isGrouped = series.length > 1
  return {
    ...rest,
    legend: { show: isGrouped, type: 'plain', top: 0, left: 0, textStyle: { color: text }, itemWidth: 14 },
    grid: { left: 8, right: 12, top: isGrouped ? 52 : 16, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: steps, ...words },
    yAxis: amounts,
    series: series.map((one, position) => ({
      type: 'bar',
      name: one.name,
      ...(look.isSideBySide ? {} : { stack: 'all' }),
      barMaxWidth: 48,
      data: one.values,
      itemStyle: {
        color: one.isOthers ? greys[look.theme] : colours[position % colours.length]!,
        borderColor: cssColour('--panel'),
        borderWidth: isGrouped && steps.length <= 62 ? 1 : 0,
      },
    })),
  }
}

// The most on top.
export function barsByName(series: Series[], look: Look): ChartOption {
  const { amounts, words, text: _, ...rest } = framed(look)
  const colours = palettes[look.theme]
  return {
    ...rest,
    grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
    xAxis: amounts,
    yAxis: {
      type: 'category',
      inverse: true,
      data: series.map((one) => one.name),
      ...words,
      axisLabel: { ...words.axisLabel, width: 160, overflow: 'truncate' },
    },
    series: [
      {
        type: 'bar',
        barMaxWidth: 26,
        data: series.map((one, position) => ({
          value: one.values[0] ?? 0,
          itemStyle: { color: one.isOthers ? greys[look.theme] : colours[position % colours.length]! },
        })),
      },
    ],
  }
}
