"""The sentences for files that cannot be read as drawings: what is wrong and what to upload instead."""

from tools.kit.errors import BadDrawing, TooLarge

MAX_PAGES = 500
MAX_IMAGE_PIXELS = 150_000_000
"""Of one raster page: an A0 sheet at 300 dpi has 140 million."""
MAX_RENDER_PIXELS = 32_000_000
MIN_SIDE, MAX_SIDE = 2.0, 20_000.0
"""Millimetres of a page's sides between which it is a sheet of paper or a roll of it."""


def empty() -> BadDrawing:
    return BadDrawing(
        "file_empty",
        "The file is empty; the upload may have been cut off. Upload it again.",
        "文件是空的，上传可能中断了。请重新上传。",
    )


def unknown_kind() -> BadDrawing:
    return BadDrawing(
        "unknown_kind",
        "This file is no drawing that can be read, whatever its name says. Upload a PDF, PNG, JPEG, TIFF or DXF file.",
        "无法识别这个文件的内容（与扩展名无关）。请上传 PDF、PNG、JPEG、TIFF 或 DXF 文件。",
    )


def dwg() -> BadDrawing:
    return BadDrawing(
        "dwg",
        "DWG files can be read only where the ODA File Converter is installed beside this service, which it is not. Save the "
        "drawing as DXF (in CAD: SAVEAS or DXFOUT; 天正: export to T3 first) or plot it to PDF, and upload that.",
        "读取 DWG 需要在服务器上安装 ODA File Converter，目前没有安装。请在 CAD 中另存为 DXF（天正图请先导出 T3）或打印成 PDF 后再上传。",
    )


def dwg_failed() -> BadDrawing:
    return BadDrawing(
        "dwg_failed",
        "The converter could not read this DWG file. Open it in CAD, run AUDIT, save it as DXF and upload that.",
        "转换程序无法读取这个 DWG 文件。请在 CAD 中打开并核查（AUDIT），另存为 DXF 后再上传。",
    )


def packed() -> BadDrawing:
    return BadDrawing(
        "packed",
        "The file is an archive (ZIP, RAR, 7z or GZ). Unpack it and upload the drawings that are in it.",
        "文件是压缩包（ZIP、RAR、7z 或 GZ）。请解压后上传其中的图纸。",
    )


def too_large_a_dxf(most: int) -> TooLarge:
    size = most // 1024**2
    return TooLarge(
        "dxf_too_large",
        f"Binary DXF files may have {size} MB. Save the drawing as text DXF or split it, and upload that.",
        f"二进制 DXF 文件最大 {size} MB。请另存为文本 DXF 或拆分后再上传。",
    )


def too_many_entities(count: int, most: int) -> TooLarge:
    shown = f"{count:,}" if count < 10**12 else "over 1,000,000,000,000"
    return TooLarge(
        "too_many_entities",
        f"With its blocks resolved this drawing comes to {shown} entities; {most:,} are the most that can be read. Look for "
        "blocks that hold each other and for huge arrays, and upload the drawing without them.",
        f"块展开后，这份图纸有 {shown} 个图元，最多可读取 {most:,} 个。请检查相互嵌套的块和过大的阵列，处理后再上传。",
    )


def damaged(kind: str) -> BadDrawing:
    return BadDrawing(
        "file_damaged",
        f"The {kind} file is damaged or cut off and cannot be read. Export it again and upload the new file.",
        f"{kind} 文件已损坏或不完整，无法读取。请重新导出后再上传。",
    )


def encrypted() -> BadDrawing:
    return BadDrawing(
        "file_encrypted",
        "The PDF is protected by a password. Remove the password and upload it again.",
        "PDF 文件有密码保护。请去掉密码后重新上传。",
    )


def no_pages() -> BadDrawing:
    return BadDrawing(
        "no_pages",
        "The file holds no page or layout with anything on it. Export the drawing again and upload the new file.",
        "文件中没有任何有内容的页面或布局。请重新导出图纸后再上传。",
    )


def too_many_pages(count: int) -> TooLarge:
    return TooLarge(
        "too_many_pages",
        f"The file has {count} pages; {MAX_PAGES} are the most that one drawing may have. Split it and upload the parts.",
        f"文件有 {count} 页，一份图纸最多 {MAX_PAGES} 页。请拆分后分别上传。",
    )


def too_many_pixels(width: int, height: int) -> TooLarge:
    size, most = round(width * height / 1e6), MAX_IMAGE_PIXELS // 1_000_000
    return TooLarge(
        "too_many_pixels",
        f"The image has {size} megapixels; {most} are the most that one sheet may have. Scan it at a lower resolution.",
        f"图像有 {size} 百万像素，一张图纸最多 {most} 百万像素。请降低扫描分辨率。",
    )


def odd_page(number: int, width: float, height: float) -> BadDrawing:
    size = f"{width:.0f} × {height:.0f} mm"
    return BadDrawing(
        "page_size",
        f"Page {number} is {size}, which is no sheet of paper. Plot the drawing again on a paper size.",
        f"第 {number} 页的尺寸为 {size}，不是正常的纸张。请按标准图幅重新打印。",
    )


def too_large_a_picture() -> TooLarge:
    return TooLarge(
        "render_too_large",
        "That view would have too many pixels. Ask for a smaller width or a smaller part of the sheet.",
        "所要的图像像素过多。请减小宽度或只看图纸的一部分。",
    )


def out_of_memory() -> TooLarge:
    return TooLarge(
        "out_of_memory",
        "Reading this drawing takes more memory than one drawing may have. Simplify it or split it into single sheets.",
        "读取这份图纸所需的内存超过上限。请简化图纸或拆分成单页后再上传。",
    )


def out_of_time(seconds: float) -> TooLarge:
    return TooLarge(
        "out_of_time",
        f"This drawing was not worked through within {seconds:.0f} seconds. Simplify it or split it into single sheets.",
        f"在 {seconds:.0f} 秒内未能处理完这份图纸。请简化图纸或拆分成单页后再上传。",
    )


def crashed() -> BadDrawing:
    return BadDrawing(
        "reader_crashed",
        "The reader broke down on this drawing. Export it again, as PDF if it was another format, and upload that.",
        "读取这份图纸时程序异常中断。请重新导出（最好导出为 PDF）后再上传。",
    )
