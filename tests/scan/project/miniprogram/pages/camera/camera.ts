type Frame = WechatMiniprogram.OnCameraFrameCallbackResult

const api = wx as WechatMiniprogram.Wx

Page({
  watch(): void {
    if (!api.createVKSession) return
    const session = api.createVKSession({ track: { plane: { mode: 1 } } })
    session.start?.((status: number) => console.log(status))
    wx.getPrivacySetting!({ success: (answer: unknown) => console.log(answer as Frame) })
  },
})
