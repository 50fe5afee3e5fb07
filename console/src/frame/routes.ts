// Every page says in its folder's routes.ts where it stands, who may see it and under which heading of the menu. A new
// folder under pages/ is found by itself.
import type { RouteRecordRaw } from 'vue-router'
import type { Permission } from '@/api/types'

export const headings = ['money', 'trade', 'people', 'records'] as const
export type Heading = (typeof headings)[number]

declare module 'vue-router' {
  interface RouteMeta {
    title: string // a key of the texts
    permission: Permission
    menu?: { heading: Heading; position: number } // none: reached from another page
    isOpen?: boolean // without signing in
    isBare?: boolean // without the frame
  }
}

const folders = import.meta.glob<RouteRecordRaw[]>('../pages/*/routes.ts', { eager: true, import: 'default' })

export const pages: RouteRecordRaw[] = Object.values(folders).flat()
