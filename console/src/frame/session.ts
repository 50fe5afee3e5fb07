// Who is signed in and what they may do, as the server says. What they may not is not shown; the server refuses it anyway.
import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { caller, get, post } from '@/api/client'
import { forgetIntents } from '@/api/intents'
import { ApiProblem } from '@/api/problem'
import type { Permission, Schema } from '@/api/types'

export const useSession = defineStore('session', () => {
  const current = ref<Schema<'StaffSession'> | null>(null)
  const isKnown = ref(false)
  const problem = ref<ApiProblem | null>(null) // that kept us from learning who is signed in
  const staff = computed(() => current.value?.staff ?? null)
  const isEnrolled = computed(() => staff.value?.is_enrolled ?? false)
  const allowed = computed(() => new Set(current.value?.permissions ?? []))

  function begin(session: Schema<'StaffSession'> | null): void {
    current.value = session
    isKnown.value = true
    caller.csrfToken = session?.csrf_token ?? ''
  }

  async function recall(): Promise<void> {
    if (isKnown.value) return
    problem.value = null
    try {
      begin(await get('/admin/v1/me'))
    } catch (failure) {
      if (!(failure instanceof ApiProblem)) throw failure
      if (failure.status === 401) begin(null)
      else problem.value = failure
    }
  }

  async function signIn(form: Schema<'StaffLoginRequest'>): Promise<void> {
    begin(await post('/admin/v1/login', { body: form }))
  }

  // Whose session has ended already is signed out.
  async function signOut(): Promise<void> {
    try {
      await post('/admin/v1/logout')
    } catch (failure) {
      if (!(failure instanceof ApiProblem) || failure.status !== 401) throw failure
    }
    forgetIntents()
    begin(null)
  }

  const may = (permission: Permission) => allowed.value.has(permission)

  return { staff, isEnrolled, isKnown, problem, recall, begin, signIn, signOut, may, forget: () => begin(null) }
})
