wx.request({ url: )
wx.hideHomeButton()
