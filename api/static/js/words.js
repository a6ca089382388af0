/** The sentences of the page in both languages. */

const WORDS = {
  tagline: ["Every number with its place on the drawing", "每个数字都有图纸出处"],
  drawings: ["Drawings", "图纸"],
  upload: ["Upload a drawing", "上传图纸"],
  upload_hint: [
    "PDF, DXF, PNG, JPEG or TIFF. Drop files anywhere.",
    "支持 PDF、DXF、PNG、JPEG、TIFF，可拖放到页面任意处。",
  ],
  drop: ["Drop to upload", "松开即可上传"],
  no_drawings: ["No drawings yet.", "还没有图纸。"],
  uploading: ["Uploading {percent} %", "正在上传 {percent}%"],
  cancel_upload: ["Cancel upload", "取消上传"],
  queued_behind: ["Waiting, {ahead} ahead in line", "排队中，前面还有 {ahead} 个"],
  unread: ["{count} could not be read", "{count} 张无法读取"],
  queued: ["Waiting to be read", "等待读取"],
  reading: ["Reading sheet {done} of {total}", "正在读取第 {done} / {total} 张"],
  reading_plain: ["Reading", "正在读取"],
  no_worker: [
    "No worker is running, so nothing is read. Start one with: liangtu worker",
    "没有工作进程在运行，图纸不会被读取。请启动：liangtu worker",
  ],
  sheets_count: ["{count} sheets", "{count} 张图"],
  sheet_count: ["1 sheet", "1 张图"],
  sample: ["sample", "示例"],
  failed: ["Could not be read", "无法读取"],
  remove: ["Remove", "移除"],
  remove_sure: ["Remove “{name}” and its chats?", "移除“{name}”及其对话？"],
  chats: ["Chats", "对话"],
  new_chat: ["New chat", "新对话"],
  untitled: ["Untitled chat", "未命名对话"],
  also: ["Add a drawing", "添加图纸"],
  about: ["About", "关于"],
  sheet: ["Sheet", "图纸"],
  sheet_n: ["Sheet {n}", "第 {n} 张"],
  previous_sheet: ["Previous sheet", "上一张"],
  next_sheet: ["Next sheet", "下一张"],
  zoom_in: ["Zoom in", "放大"],
  zoom_out: ["Zoom out", "缩小"],
  fit: ["Fit the whole sheet", "适合窗口"],
  find: ["Find text on the drawing", "查找图纸文字"],
  matches: ["“{text}”", "“{text}”"],
  no_match: ["“{text}” is not in the text of this sheet.", "本张图的文字中没有“{text}”。"],
  no_sheet: ["Choose a drawing to see its sheets.", "请选择一份图纸。"],
  sheet_waits: ["The sheet is shown as soon as the drawing has been opened.", "图纸打开后即显示。"],
  sheet_failed: ["The sheet could not be drawn.", "图纸无法显示。"],
  try_again: ["Try again", "重试"],
  place_of: ["{n} of {total}", "第 {n} / {total} 处"],
  places: ["{count} places", "{count} 处"],
  place: ["1 place", "1 处"],
  previous_place: ["Previous place", "上一处"],
  next_place: ["Next place", "下一处"],
  clear_places: ["Clear the marks", "清除标记"],
  sheet_view: [
    "Sheet. Arrow keys move, plus and minus zoom, 0 fits, Page Up and Page Down change the sheet.",
    "图纸。方向键移动，加减键缩放，0 适合窗口，Page Up 和 Page Down 切换图纸。",
  ],
  paper_unknown: ["paper size unknown", "图幅未知"],
  ask: ["Ask about quantities on this drawing", "询问图纸中的工程量"],
  ask_answer: ["Your answer", "您的回答"],
  ask_none: ["Choose or upload a drawing first", "请先选择或上传图纸"],
  send: ["Send", "发送"],
  stop: ["Stop", "停止"],
  stopping: ["Stopping", "正在停止"],
  start_title: ["Ask about this drawing", "询问这份图纸"],
  start_text: [
    "Every figure in the answer links to the place on the sheet that it was read from.",
    "回答中的每个数字都可点击，查看它在图纸上的出处。",
  ],
  you: ["You", "您"],
  waiting: ["Waiting to start", "等待开始"],
  waiting_long: ["Still waiting: {ahead} runs are ahead.", "仍在等待：前面还有 {ahead} 个任务。"],
  waiting_worker: [
    "No worker is running. Start one with: liangtu worker",
    "没有工作进程在运行。请启动：liangtu worker",
  ],
  thinking: ["Thinking", "思考中"],
  writing: ["Writing the answer", "正在撰写回答"],
  checking: ["Checking the figures", "正在核对数字"],
  waits_for_you: ["Waiting for your answer", "等待您的回答"],
  work_done: ["Worked {seconds} s in {steps} steps", "用时 {seconds} 秒，共 {steps} 步"],
  work_show: ["Show the work", "查看过程"],
  step_failed: ["failed", "失败"],
  again: ["The run went on after an interruption.", "任务中断后已继续。"],
  reconnecting: ["Connection lost. Reconnecting.", "连接已断开，正在重新连接。"],
  headline_of: ["Answer", "结果"],
  unverified: ["unverified", "未核实"],
  unverified_why: ["Nothing on the drawing proves this figure.", "图纸上没有依据证明这个数字。"],
  computed: ["How it was computed", "计算过程"],
  assumptions: ["Assumptions", "假定"],
  withheld: ["Found but not counted", "已发现但未计入"],
  searched: ["Searched", "已查找范围"],
  not_searched: ["Not searched", "未查找范围"],
  found: ["Places found", "找到的位置"],
  more_places: ["and {count} more", "另有 {count} 处"],
  more_sources: ["and {count} more sources", "另有 {count} 个出处"],
  refused: ["The drawing does not give this", "图纸无法给出答案"],
  run_failed: ["The run failed", "任务失败"],
  cancelled: ["Stopped", "已停止"],
  asked: ["A question for you", "需要您回答"],
  ask_again: ["Try again", "重试"],
  answered_by: ["Answered by {provider}", "由 {provider} 回答"],
  rules: ["built-in rules", "内置规则"],
  tokens: ["{count} tokens", "{count} 个词元"],
  seconds: ["{seconds} s", "{seconds} 秒"],
  copy: ["Copy the answer", "复制回答"],
  copied: ["Copied", "已复制"],
  answer_ready: ["The answer is ready.", "回答已完成。"],
  sheet_at: ["sheet {sheet}", "第 {sheet} 张"],
  m_text: ["text on the drawing", "图纸文字"],
  m_ocr: ["read by OCR", "文字识别"],
  m_schedule: ["schedule", "表格"],
  m_vector: ["linework", "图线"],
  m_raster: ["matched on the picture", "图像匹配"],
  m_vision: ["seen by the vision model", "视觉模型识别"],
  m_user: ["given by you", "由您提供"],
  m_assumption: ["assumed", "假定"],
  m_computed: ["computed", "计算得出"],
  sign_in: ["Sign in", "登录"],
  sign_out: ["Sign out", "退出"],
  user: ["User", "用户名"],
  password: ["Password", "密码"],
  language: ["中文", "English"],
  offline: [
    "The service does not answer. Check that it is running; the page tries again by itself.",
    "服务没有响应。请确认服务正在运行；页面会自动重试。",
  ],
  went_wrong: ["Something went wrong.", "出错了。"],
  dismiss: ["Dismiss", "关闭"],
  suggest_scale: ["What is the scale?", "图纸的比例是多少？"],
  suggest_title: ["What is in the title block?", "图签里写了什么？"],
  suggest_columns: ["How many KZ1 columns are there?", "KZ1 柱有多少根？"],
  suggest_doors: ["How many D2 doors are on the plan?", "平面图上有多少樘 D2 门？"],
};

const stored = localStorage.getItem("liangtu.language");
export const language = stored ?? (navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en");

/** The sentence of that name in the page's language, its {places} filled in. */
export function say(name, values = {}) {
  const sentence = WORDS[name]?.[language === "zh" ? 1 : 0] ?? name;
  return sentence.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
}

/** The text of a message that exists in both languages, in the page's language (or in `wanted`). */
export function told(message, wanted = language) {
  if (!message || typeof message === "string") return message ?? "";
  return message[wanted] ?? message.en ?? "";
}

/** Switches the language and loads the page anew: the address keeps what was open, running runs are rejoined. */
export function switchLanguage() {
  localStorage.setItem("liangtu.language", language === "zh" ? "en" : "zh");
  location.reload();
}
