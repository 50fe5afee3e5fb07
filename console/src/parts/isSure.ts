// Asks once more before something is done that needs no reason.
import { ElMessageBox } from 'element-plus'
import 'element-plus/theme-chalk/el-message-box.css'
import 'element-plus/theme-chalk/el-overlay.css'

export async function isSure(question: string, title: string): Promise<boolean> {
  try {
    await ElMessageBox.confirm(question, title)
    return true
  } catch {
    return false
  }
}
