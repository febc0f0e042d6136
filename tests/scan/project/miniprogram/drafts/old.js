wx.startLocationUpdateBackground()
