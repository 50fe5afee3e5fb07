import { createPinia } from 'pinia'
import { createApp } from 'vue'
import 'element-plus/theme-chalk/base.css'
import 'element-plus/theme-chalk/dark/css-vars.css'
import 'element-plus/theme-chalk/el-message.css'
import './frame/theme.css'
import App from './App.vue'
import { usePreferences } from './frame/preferences'
import { router } from './frame/router'
import { texts } from './texts/texts'

const app = createApp(App).use(createPinia()).use(texts)
usePreferences()
app.use(router).mount('#app')
