/*! Excerpts of miniprogram-api-typings 5.2.3, unchanged but for what is left out; its licence is beside them. */

declare module 'XrFrame/assets/Effect' {
    /**
     * 支持定制的渲染状态。
     *
     * 大部分状态会定制的开发者应该看名字就懂，就不详细说明了。
     */
    export interface IRenderStates {
        /**
         * 在基础库版本`v2.31.1`以上支持。
         */
        colorWrite?: number
    }
}

declare module 'XrFrame/assets/VideoTexture' {
    /**
     * 视频纹理。
     */
    export class VideoTexture {
        /**
         * 暂停当前播放的视频。
         * 需要在基础库`v2.33.0`及以上支持。
         */
        pause(): Promise<void>
    }
}

declare module 'XrFrame/systems/ShareSystem' {
    /**
     * 分享系统，负责分享相关功能。
     */
    export class ShareSystem extends Component<IShareSystemData> {
        /**
         * @deprecated 请在`v3.0.2`后使用异步版本，同步版本不再维护，请使用`captureToDataURLAsync`。
         * 截屏输出为`base64`。
         */
        captureToDataURL(options?: IShareCaptureOptions): string
        /**
         * 截屏输出为`base64`。
         * 基础库`v3.0.2`以上版本支持。
         */
        captureToDataURLAsync(options?: IShareCaptureOptions): Promise<string>
    }
}

declare module 'XrFrame/loader/GlTFLoader' {
    export interface IGLTFLoaderOptions {
        /**
         * *(基础库2.31.1及之后)*
         * 可以忽略xr-frame对GLTF模型的某一些限制，来强行渲染有问题的GLTF模型。
         * ErrorCode会在渲染模型失败后，由console报出。
         * 填写-1则忽略所有限制。
         */
        ignoreError: number[]
    }
}
